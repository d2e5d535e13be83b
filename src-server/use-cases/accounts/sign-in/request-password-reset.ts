import type { z } from 'zod';
import type { AcceptedReply, addressRequest } from '../../../../src-shared/http/accounts.ts';
import { appendAudit } from '../../../audit/append-audit.ts';
import type { Deps } from '../../../deps.ts';
import { ACCOUNT_REPLY_MS, MAIL_ASKS_PER_NETWORK, RESET_LINK_MS, RESET_MAILS } from '../../../domain/account-limits.ts';
import { sha256Hex } from '../../../domain/digest.ts';
import { emailKey } from '../../../domain/email-key.ts';
import { networkOf } from '../../../domain/network-of.ts';
import { queueMail, sealMail } from '../../../mail/queue-mail.ts';
import { passwordLinkMail } from '../../../mail/texts/account-mails.ts';
import { storeAccountToken } from '../../../repositories/account-tokens.ts';
import { findAccount, findAccountByEmail } from '../../../repositories/accounts.ts';
import { mailContext } from '../../mail-context.ts';
import { addressSubject } from '../address-subject.ts';
import { noSoonerThan } from '../no-sooner-than.ts';
import { personOf } from '../sign-up/sign-up-link.ts';
import { takeRates } from '../../../limits/take-rates.ts';

type AddressRequest = z.output<typeof addressRequest>;

const NOBODY = { first_name: '-', last_name: '-', email: 'nobody@invalid' } as const;

/**
 * Asks for a mail with a link to set a new password. The same reply, work and time for an address without an account, whose mail is
 * made and not sent.
 * @throws AppError tooManyRequests {retryAfterSeconds}
 */
export async function requestPasswordReset(deps: Deps, request: AddressRequest, ip: string): Promise<AcceptedReply> {
  return noSoonerThan(deps, ACCOUNT_REPLY_MS, () => sendResetLink(deps, request, ip));
}

async function sendResetLink(deps: Deps, { email, language }: AddressRequest, ip: string): Promise<AcceptedReply> {
  const { db, clock, random, failpoint } = deps;
  const now = clock.now();
  const expiresAt = now + RESET_LINK_MS;
  const rates = [
    { limit: MAIL_ASKS_PER_NETWORK, subject: networkOf(ip) },
    { limit: RESET_MAILS, subject: await addressSubject(deps, email) },
  ];
  const account = await findAccountByEmail(db, emailKey(email));
  const token = Buffer.from(random.bytes(32)).toString('base64url');
  const link = { url: `${deps.publicUrl()}/password#${token}`, expiresAt };
  const mail = await sealMail(deps, passwordLinkMail(personOf(account ?? NOBODY), mailContext(deps, account?.language ?? language), link), expiresAt);
  await db.transaction().execute(async (trx) => {
    await takeRates(trx, deps, rates, now);
    failpoint('requestPasswordReset.counted');
    const current = account === null ? null : await findAccount(trx, account.id);
    // Somebody invited has the link of the invitation; somebody disabled gets in by none.
    if (current !== null && current.disabled_at === null && current.confirmed_at !== null) {
      await storeAccountToken(trx, {
        id: random.uuid(),
        account_id: current.id,
        purpose: 'resetPassword',
        token_hash: sha256Hex(token),
        email: current.email,
        created_at: now,
        expires_at: expiresAt,
      });
      failpoint('requestPasswordReset.stored');
      await queueMail(trx, mail, now);
      failpoint('requestPasswordReset.queued');
    }
    await appendAudit(trx, { at: now, event: 'account.passwordResetAsked', subject: current?.id ?? 'nobody', details: {} });
  });
  failpoint('requestPasswordReset.committed');
  deps.mail.kick();
  return { accepted: true };
}
