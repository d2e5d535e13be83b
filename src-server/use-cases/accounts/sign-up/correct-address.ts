import type { z } from 'zod';
import type { AcceptedReply, correctionRequest } from '../../../../src-shared/http/accounts.ts';
import { appendAudit } from '../../../audit/append-audit.ts';
import type { Deps } from '../../../deps.ts';
import { ACCOUNT_REPLY_MS, LOGIN_FAILURES, MAIL_ASKS_PER_NETWORK, SIGN_UP_MAILS } from '../../../domain/account-limits.ts';
import { emailKey } from '../../../domain/email-key.ts';
import { networkOf } from '../../../domain/network-of.ts';
import { forgetRate } from '../../../limits/rate-limit.ts';
import { queueMail } from '../../../mail/queue-mail.ts';
import { findAccountByEmail } from '../../../repositories/accounts.ts';
import { findPendingSignUp, voidSignUps } from '../../../repositories/sign-ups.ts';
import { addressSubject } from '../address-subject.ts';
import { noSoonerThan } from '../no-sooner-than.ts';
import { takeRates } from '../../../limits/take-rates.ts';
import { dataOf, prepareSignUp, storeSignUp, type SignUpData } from './sign-up-link.ts';

type CorrectionRequest = z.output<typeof correctionRequest>;

/**
 * The address of a sign-up was mistyped: who knows its password has the link sent to the right one, and the first address opens
 * nothing any more. For an account, a wrong password or nothing at all the reply is the same, and nothing is sent. Each try counts
 * as a wrong password until it was right: the mail would tell.
 * @throws AppError tooManyRequests {retryAfterSeconds}
 */
export async function correctAddress(deps: Deps, request: CorrectionRequest, ip: string): Promise<AcceptedReply> {
  return noSoonerThan(deps, ACCOUNT_REPLY_MS, () => moveSignUp(deps, request, ip));
}

async function moveSignUp(deps: Deps, { email, password, newEmail }: CorrectionRequest, ip: string): Promise<AcceptedReply> {
  const { db, clock, failpoint } = deps;
  const now = clock.now();
  const oldKey = emailKey(email);
  const failures = { limit: LOGIN_FAILURES, subject: await addressSubject(deps, email) };
  const rates = [{ limit: MAIL_ASKS_PER_NETWORK, subject: networkOf(ip) }, failures, { limit: SIGN_UP_MAILS, subject: await addressSubject(deps, newEmail) }];
  await db.transaction().execute((trx) => takeRates(trx, deps, rates, now));
  failpoint('correctAddress.counted');
  const pending = await findPendingSignUp(db, oldKey);
  const account = await findAccountByEmail(db, emailKey(newEmail));
  const { right } = await deps.passwords.check(password, pending?.password ?? null);
  const nobody: SignUpData = { firstName: '-', lastName: '-', email: 'nobody@invalid', language: 'fr', password: '' };
  const prepared = await prepareSignUp(deps, pending === null ? nobody : { ...dataOf(pending), email: newEmail }, account, now);
  await db.transaction().execute(async (trx) => {
    const current = await findPendingSignUp(trx, oldKey);
    const moves = right && pending !== null && current?.id === pending.id;
    if (moves) {
      await forgetRate(trx, failures.limit, failures.subject);
      await voidSignUps(trx, oldKey, now);
      failpoint('correctAddress.voided');
      if (account === null) await storeSignUp(deps, trx, prepared);
      else await queueMail(trx, prepared.mail, now);
    }
    const event = moves ? 'account.addressCorrected' : 'account.correctionRefused';
    await appendAudit(trx, { at: now, event, subject: moves ? prepared.signUp.id : (pending?.id ?? 'nobody'), details: {} });
  });
  failpoint('correctAddress.committed');
  deps.mail.kick();
  return { accepted: true };
}
