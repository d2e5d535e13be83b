import type { z } from 'zod';
import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { loginRequest, LoginReply } from '../../../../src-shared/http/accounts.ts';
import { appendAudit } from '../../../audit/append-audit.ts';
import type { Deps } from '../../../deps.ts';
import { ACCOUNT_REPLY_MS, LOGIN_FAILURES, LOGINS_ALL, LOGINS_PER_NETWORK, SIGN_UP_MAILS } from '../../../domain/account-limits.ts';
import { emailKey } from '../../../domain/email-key.ts';
import { networkOf } from '../../../domain/network-of.ts';
import type { Client } from '../../../http/route.ts';
import { countRate, forgetRate, forgetRateEvent, rateWaitSeconds, recordRate } from '../../../limits/rate-limit.ts';
import { queueMail } from '../../../mail/queue-mail.ts';
import { findAccount, findAccountByEmail, rehashPassword, type Account } from '../../../repositories/accounts.ts';
import type { Trx } from '../../../repositories/queryable.ts';
import { findPendingSignUp, type SignUp } from '../../../repositories/sign-ups.ts';
import { addressSubject } from '../address-subject.ts';
import { noSoonerThan } from '../no-sooner-than.ts';
import { sealNotice } from '../own/seal-notice.ts';
import { dataOf, prepareSignUp, storeSignUp, type PreparedSignUp } from '../sign-up/sign-up-link.ts';
import { takeRates, type Rate } from '../../../limits/take-rates.ts';
import { openAccountSession } from './open-account-session.ts';
import { isSuspicious } from './is-suspicious.ts';

type LoginRequest = z.output<typeof loginRequest>;

/** What was found for an address, and what its password was compared with. */
interface Found {
  readonly account: Account | null;
  /** There is no account, but one is waiting for its mailbox. */
  readonly pending: SignUp | null;
  readonly right: boolean;
  /** The same password at today's cost, when it was stored at another. */
  readonly rehashed: string | null;
}

/**
 * Signs in by password. Wrong, unknown, disabled and unconfirmed are refused alike, in the same time, after the same work; the owner
 * of an unconfirmed address gets its link by mail. Each try is counted as a failure before the password is looked at and taken back
 * when it was right, so that parallel tries cannot pass the limit together.
 * @throws AppError credentialsRefused | tooManyRequests {retryAfterSeconds}
 */
export async function logIn(deps: Deps, request: LoginRequest, client: Client): Promise<LoginReply> {
  return noSoonerThan(deps, ACCOUNT_REPLY_MS, async () => {
    const failures: Rate = { limit: LOGIN_FAILURES, subject: await addressSubject(deps, request.email) };
    const reserved = await reserveTry(deps, failures, client.ip);
    // Where too many were wrong the work is done all the same, with nobody's password: the time tells nothing, nor does the reply.
    const found = await compare(deps, request, reserved.event === null).catch(async (cause: unknown) => {
      // Nothing was compared (too many at once, the vault away): it was no wrong password.
      const { event } = reserved;
      if (event !== null) await deps.db.transaction().execute((trx) => forgetRateEvent(trx, event));
      throw cause;
    });
    deps.failpoint('logIn.compared');
    if (reserved.event === null) throw new AppError('tooManyRequests', { retryAfterSeconds: reserved.wait });
    return decide(deps, client, { found, failures, count: reserved.count });
  });
}

/** A try that is counted as a failure until it is known better. */
interface Reserved {
  /** Null: too many failures are counted already. */
  readonly event: string | null;
  /** Seconds to wait. */
  readonly wait: number;
  /** Failures before this try. */
  readonly count: number;
}

async function reserveTry(deps: Deps, failures: Rate, ip: string): Promise<Reserved> {
  const { clock, random } = deps;
  return deps.db.transaction().execute(async (trx) => {
    const now = clock.now();
    await takeRates(trx, deps, [{ limit: LOGINS_PER_NETWORK, subject: networkOf(ip) }, { limit: LOGINS_ALL, subject: '' }], now);
    const wait = await rateWaitSeconds(trx, failures.limit, failures.subject, now);
    const count = await countRate(trx, failures.limit, failures.subject, now);
    const event = wait === 0 ? await recordRate(trx, random, failures.limit, failures.subject, now) : null;
    return { event, wait, count };
  });
}

async function compare(deps: Deps, { email, password }: LoginRequest, blind: boolean): Promise<Found> {
  const { db, passwords, random } = deps;
  const key = emailKey(email);
  const account = await findAccountByEmail(db, key);
  const pending = await findPendingSignUp(db, key);
  const kept = blind ? null : account === null ? (pending?.password ?? null) : account.password;
  const { right, outdated } = await passwords.check(password, kept);
  return { account, pending: account === null ? pending : null, right, rehashed: outdated && account !== null ? await passwords.enrol(password, random.bytes(16)) : null };
}

async function decide(
  deps: Deps,
  client: Client,
  { found, failures, count }: { readonly found: Found; readonly failures: Rate; readonly count: number },
): Promise<LoginReply> {
  const { db, clock, failpoint } = deps;
  const { account, pending, right } = found;
  const now = clock.now();
  const suspicious = account !== null && right && (await isSuspicious(deps, account, { agent: client.agent, failures: count }));
  const notice = suspicious ? await sealNotice(deps, account, 'signInNotice') : null;
  // The link of an unconfirmed address is made whether it is sent or not: sealing is work that shows.
  const nobody = { firstName: '-', lastName: '-', email: 'nobody@invalid', language: 'fr', password: '' } as const;
  const link = notice === null ? await prepareSignUp(deps, pending === null ? nobody : dataOf(pending), null, now) : null;

  const reply = await db.transaction().execute(async (trx): Promise<LoginReply | null> => {
    const current = account === null ? null : await findAccount(trx, account.id);
    if (right && current !== null && current.password === account?.password && current.disabled_at === null && current.confirmed_at !== null) {
      await forgetRate(trx, failures.limit, failures.subject);
      failpoint('logIn.forgiven');
      if (found.rehashed !== null) await rehashPassword(trx, current.id, { from: current.password ?? '', to: found.rehashed });
      if (notice !== null) await queueMail(trx, notice, now);
      return openAccountSession(deps, trx, current, { method: 'password', agent: client.agent, now });
    }
    if (right && pending !== null && link !== null) await sendLinkAgain(deps, trx, pending, link, failures.subject);
    await appendAudit(trx, { at: now, event: 'login.refused', subject: account?.id ?? pending?.id ?? 'nobody', details: { method: 'password' } });
    return null;
  });
  failpoint('logIn.committed');
  deps.mail.kick();
  if (reply === null) throw new AppError('credentialsRefused');
  return reply;
}

/** As often as any mail of sign-up may go to this address, and not when the sign-up has changed meanwhile. */
async function sendLinkAgain(deps: Deps, trx: Trx, pending: SignUp, link: PreparedSignUp, subject: string): Promise<void> {
  const { created_at: now, email_key: key } = link.signUp;
  if ((await rateWaitSeconds(trx, SIGN_UP_MAILS, subject, now)) > 0 || (await findPendingSignUp(trx, key))?.id !== pending.id) return;
  await recordRate(trx, deps.random, SIGN_UP_MAILS, subject, now);
  await storeSignUp(deps, trx, link);
}
