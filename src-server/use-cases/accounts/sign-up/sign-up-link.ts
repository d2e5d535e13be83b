import type { Language } from '../../../../src-shared/domain/views.ts';
import type { Deps } from '../../../deps.ts';
import { CONFIRM_LINK_MS } from '../../../domain/account-limits.ts';
import { sha256Hex } from '../../../domain/digest.ts';
import { emailKey } from '../../../domain/email-key.ts';
import { queueMail, sealMail, type SealedMail } from '../../../mail/queue-mail.ts';
import { alreadyAccountMail, confirmAccountMail, type MailPerson } from '../../../mail/texts/account-mails.ts';
import type { Account } from '../../../repositories/accounts.ts';
import type { Trx } from '../../../repositories/queryable.ts';
import { insertSignUp, voidSignUps, type SignUp } from '../../../repositories/sign-ups.ts';
import { mailContext } from '../../mail-context.ts';

/** What a sign-up is about, whoever asks for its link. */
export interface SignUpData {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly language: Language;
  /** As stored. */
  readonly password: string;
}

/** A link, and the mail that an address is sent; sealed before the transaction, because sealing asks the vault. */
export interface PreparedSignUp {
  readonly signUp: SignUp;
  readonly mail: SealedMail;
}

/**
 * The sign-up of these data with a link of its own.
 * @param account the one this address has: it gets another mail, for the same work.
 */
export async function prepareSignUp(deps: Deps, data: SignUpData, account: Account | null, now: number): Promise<PreparedSignUp> {
  const token = Buffer.from(deps.random.bytes(32)).toString('base64url');
  const expiresAt = now + CONFIRM_LINK_MS;
  const message =
    account === null
      ? confirmAccountMail(data, mailContext(deps, data.language), { url: `${deps.publicUrl()}/account#${token}`, expiresAt })
      : alreadyAccountMail(personOf(account), mailContext(deps, account.language));
  return {
    signUp: {
      id: deps.random.uuid(),
      email: data.email,
      email_key: emailKey(data.email),
      first_name: data.firstName,
      last_name: data.lastName,
      language: data.language,
      password: data.password,
      token_hash: sha256Hex(token),
      created_at: now,
      expires_at: expiresAt,
      used_at: null,
      voided_at: null,
    },
    mail: await sealMail(deps, message, account === null ? expiresAt : null),
  };
}

/** Makes it the one link of its address. */
export async function storeSignUp({ failpoint }: Pick<Deps, 'failpoint'>, trx: Trx, { signUp, mail }: PreparedSignUp): Promise<void> {
  await voidSignUps(trx, signUp.email_key, signUp.created_at);
  failpoint('signUp.voided');
  await insertSignUp(trx, signUp);
  failpoint('signUp.stored');
  await queueMail(trx, mail, signUp.created_at);
  failpoint('signUp.queued');
}

export function personOf(account: Pick<Account, 'first_name' | 'last_name' | 'email'>): MailPerson {
  return { firstName: account.first_name, lastName: account.last_name, email: account.email };
}

/** The data of an earlier sign-up, for a new link. A void one has no password any more. */
export function dataOf(signUp: SignUp): SignUpData {
  return { firstName: signUp.first_name, lastName: signUp.last_name, email: signUp.email, language: signUp.language, password: signUp.password ?? '' };
}
