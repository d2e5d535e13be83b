import type { z } from 'zod';
import type { AcceptedReply, signUpRequest } from '../../../../src-shared/http/accounts.ts';
import { appendAudit } from '../../../audit/append-audit.ts';
import type { Deps } from '../../../deps.ts';
import { ACCOUNT_REPLY_MS, SIGN_UP_MAILS, SIGN_UPS_ALL, SIGN_UPS_PER_NETWORK } from '../../../domain/account-limits.ts';
import { emailKey } from '../../../domain/email-key.ts';
import { networkOf } from '../../../domain/network-of.ts';
import { queueMail } from '../../../mail/queue-mail.ts';
import { requireGoodPassword } from '../../../passwords/require-good-password.ts';
import { findAccountByEmail } from '../../../repositories/accounts.ts';
import { addressSubject } from '../address-subject.ts';
import { noSoonerThan } from '../no-sooner-than.ts';
import { requireRates, takeRates } from '../../../limits/take-rates.ts';
import { prepareSignUp, storeSignUp } from './sign-up-link.ts';

type SignUpRequest = z.output<typeof signUpRequest>;

/**
 * Asks for an account. Nothing is an account before the mailbox has confirmed it; who signs up again before has a new link with
 * the new data, and the older link opens nothing. An address that has an account is sent another mail; the reply, its time, the
 * work and the limits are the same.
 * @throws AppError passwordRefused {rule} | passwordsDiffer | tooManyRequests {retryAfterSeconds}
 */
export async function signUp(deps: Deps, request: SignUpRequest, ip: string): Promise<AcceptedReply> {
  requireGoodPassword(deps, request, [request.firstName, request.lastName, request.email]);
  return noSoonerThan(deps, ACCOUNT_REPLY_MS, () => askForAccount(deps, request, ip));
}

async function askForAccount(deps: Deps, request: SignUpRequest, ip: string): Promise<AcceptedReply> {
  const { db, clock, random, failpoint } = deps;
  const now = clock.now();
  const rates = [
    { limit: SIGN_UPS_PER_NETWORK, subject: networkOf(ip) },
    { limit: SIGN_UPS_ALL, subject: '' },
    { limit: SIGN_UP_MAILS, subject: await addressSubject(deps, request.email) },
  ];
  await requireRates(db, rates, now);
  const password = await deps.passwords.enrol(request.password, random.bytes(16));
  const account = await findAccountByEmail(db, emailKey(request.email));
  const prepared = await prepareSignUp(deps, { ...request, password }, account, now);
  failpoint('signUp.hashed');
  await db.transaction().execute(async (trx) => {
    await takeRates(trx, deps, rates, now);
    failpoint('signUp.counted');
    if (account === null) await storeSignUp(deps, trx, prepared);
    else await queueMail(trx, prepared.mail, now);
    const event = account === null ? 'account.signUpAsked' : 'account.signUpRepeated';
    await appendAudit(trx, { at: now, event, subject: account?.id ?? prepared.signUp.id, details: {} });
  });
  failpoint('signUp.committed');
  deps.mail.kick();
  return { accepted: true };
}
