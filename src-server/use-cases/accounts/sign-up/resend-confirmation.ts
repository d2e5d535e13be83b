import type { z } from 'zod';
import type { AcceptedReply, addressRequest } from '../../../../src-shared/http/accounts.ts';
import { appendAudit } from '../../../audit/append-audit.ts';
import type { Deps } from '../../../deps.ts';
import { ACCOUNT_REPLY_MS, MAIL_ASKS_PER_NETWORK, SIGN_UP_MAILS } from '../../../domain/account-limits.ts';
import { emailKey } from '../../../domain/email-key.ts';
import { networkOf } from '../../../domain/network-of.ts';
import { queueMail } from '../../../mail/queue-mail.ts';
import { findAccountByEmail } from '../../../repositories/accounts.ts';
import { findPendingSignUp } from '../../../repositories/sign-ups.ts';
import { addressSubject } from '../address-subject.ts';
import { noSoonerThan } from '../no-sooner-than.ts';
import { takeRates } from '../../../limits/take-rates.ts';
import { dataOf, prepareSignUp, storeSignUp, type SignUpData } from './sign-up-link.ts';

type AddressRequest = z.output<typeof addressRequest>;

/**
 * Asks for the link of a sign-up again: a new one, for the same data. The same reply for an address that has an account (it is
 * told so by mail) or nothing at all (nothing is sent).
 * @throws AppError tooManyRequests {retryAfterSeconds}
 */
export async function resendConfirmation(deps: Deps, request: AddressRequest, ip: string): Promise<AcceptedReply> {
  return noSoonerThan(deps, ACCOUNT_REPLY_MS, () => renewLink(deps, request, ip));
}

async function renewLink(deps: Deps, { email, language }: AddressRequest, ip: string): Promise<AcceptedReply> {
  const { db, clock, failpoint } = deps;
  const now = clock.now();
  const key = emailKey(email);
  const rates = [
    { limit: MAIL_ASKS_PER_NETWORK, subject: networkOf(ip) },
    { limit: SIGN_UP_MAILS, subject: await addressSubject(deps, email) },
  ];
  const account = await findAccountByEmail(db, key);
  const pending = await findPendingSignUp(db, key);
  const nobody: SignUpData = { firstName: '-', lastName: '-', email: 'nobody@invalid', language, password: '' };
  const prepared = await prepareSignUp(deps, pending === null ? nobody : dataOf(pending), account, now);
  await db.transaction().execute(async (trx) => {
    await takeRates(trx, deps, rates, now);
    failpoint('resendConfirmation.counted');
    // Looked at again: a sign-up that was confirmed or replaced meanwhile has its own mail.
    const current = await findPendingSignUp(trx, key);
    if (account !== null) await queueMail(trx, prepared.mail, now);
    else if (pending !== null && current?.id === pending.id) await storeSignUp(deps, trx, prepared);
    const subject = account?.id ?? (pending === null ? 'nobody' : prepared.signUp.id);
    await appendAudit(trx, { at: now, event: 'account.linkAsked', subject, details: {} });
  });
  failpoint('resendConfirmation.committed');
  deps.mail.kick();
  return { accepted: true };
}
