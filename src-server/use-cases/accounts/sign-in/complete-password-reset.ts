import type { z } from 'zod';
import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { resetCompletionRequest } from '../../../../src-shared/http/accounts.ts';
import { appendAudit } from '../../../audit/append-audit.ts';
import type { Deps } from '../../../deps.ts';
import { LOGIN_FAILURES } from '../../../domain/account-limits.ts';
import { sha256Hex } from '../../../domain/digest.ts';
import { forgetRate } from '../../../limits/rate-limit.ts';
import { queueMail } from '../../../mail/queue-mail.ts';
import { requireGoodPassword } from '../../../passwords/require-good-password.ts';
import { endAccountSessions } from '../../../repositories/account-sessions.ts';
import { findAccountToken, useAccountToken, voidAccountTokens, type AccountToken } from '../../../repositories/account-tokens.ts';
import { findAccount, updateAccount, type Account } from '../../../repositories/accounts.ts';
import type { Queryable } from '../../../repositories/queryable.ts';
import { addressSubject } from '../address-subject.ts';
import { sealNotice } from '../own/seal-notice.ts';

/**
 * Sets a password by the link of a reset or of an invitation, once. All sessions end, failures are forgotten, the person is told. An
 * invitation confirms the address at the same time. A password that is refused does not use the link.
 * @throws AppError accountLinkRefused {reason} | passwordRefused {rule} | passwordsDiffer
 */
export async function completePasswordReset(deps: Deps, request: z.output<typeof resetCompletionRequest>): Promise<{ readonly email: string }> {
  const { db, clock, random, failpoint } = deps;
  const tokenHash = sha256Hex(request.token);
  const { account } = await requireToken(db, tokenHash, clock.now());
  requireGoodPassword(deps, request, [account.first_name, account.last_name, account.email]);
  const password = await deps.passwords.enrol(request.password, random.bytes(16));
  const notice = await sealNotice(deps, account, 'passwordChanged');
  const subject = await addressSubject(deps, account.email);
  failpoint('completePasswordReset.hashed');
  await db.transaction().execute(async (trx) => {
    const now = clock.now();
    const { token, account: current } = await requireToken(trx, tokenHash, now);
    if (!(await useAccountToken(trx, token.id, now))) throw new Error('the token was not used');
    failpoint('completePasswordReset.used');
    await updateAccount(trx, current.id, { password, ...(current.confirmed_at === null ? { confirmed_at: now } : {}) });
    failpoint('completePasswordReset.changed');
    await voidAccountTokens(trx, current.id, now);
    const ended = await endAccountSessions(trx, { accountId: current.id, except: null, now, reason: 'passwordReset' });
    await forgetRate(trx, LOGIN_FAILURES, subject);
    await queueMail(trx, notice, now);
    await appendAudit(trx, { at: now, event: 'account.passwordReset', subject: current.id, details: { purpose: token.purpose, sessionsEnded: ended } });
  });
  failpoint('completePasswordReset.committed');
  deps.mail.kick();
  return { email: account.email };
}

/** @throws AppError accountLinkRefused {reason: unknown | used | replaced | expired} */
async function requireToken(db: Queryable, tokenHash: string, now: number): Promise<{ readonly token: AccountToken; readonly account: Account }> {
  const token = await findAccountToken(db, tokenHash);
  const account = token === null ? null : await findAccount(db, token.account_id);
  // Bound to the address it was mailed to, and to an account that may be used.
  if (token === null || account === null || account.disabled_at !== null || account.email !== token.email) throw new AppError('accountLinkRefused', { reason: 'unknown' });
  if (token.used_at !== null) throw new AppError('accountLinkRefused', { reason: 'used' });
  if (token.voided_at !== null) throw new AppError('accountLinkRefused', { reason: 'replaced' });
  if (token.expires_at <= now) throw new AppError('accountLinkRefused', { reason: 'expired' });
  return { token, account };
}
