import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { Actor } from '../../../access/actor.ts';
import { appendAudit } from '../../../audit/append-audit.ts';
import type { Deps } from '../../../deps.ts';
import { PASSWORD_FAILURES } from '../../../domain/account-limits.ts';
import { forgetRate, forgetRateEvent, rateWaitSeconds, recordRate } from '../../../limits/rate-limit.ts';
import { getAccount, type Account } from '../../../repositories/accounts.ts';

/**
 * Somebody who is signed in shows the password again. Counted before it is looked at, as at login.
 * @throws AppError credentialsRefused | tooManyRequests {retryAfterSeconds}
 */
export async function requireOwnPassword(deps: Deps, actor: Actor, password: string): Promise<Account> {
  const { db, clock, random } = deps;
  const event = await db.transaction().execute(async (trx) => {
    const now = clock.now();
    const retryAfterSeconds = await rateWaitSeconds(trx, PASSWORD_FAILURES, actor.accountId, now);
    if (retryAfterSeconds > 0) throw new AppError('tooManyRequests', { retryAfterSeconds });
    return recordRate(trx, random, PASSWORD_FAILURES, actor.accountId, now);
  });
  const account = await getAccount(db, actor.accountId);
  const { right } = await deps.passwords.check(password, account.password).catch(async (cause: unknown) => {
    await db.transaction().execute((trx) => forgetRateEvent(trx, event));
    throw cause;
  });
  await db.transaction().execute(async (trx) => {
    if (right) await forgetRate(trx, PASSWORD_FAILURES, actor.accountId);
    else await appendAudit(trx, { at: clock.now(), event: 'account.passwordRefused', subject: actor.accountId, details: { session: actor.sessionId } });
  });
  if (!right) throw new AppError('credentialsRefused');
  return account;
}
