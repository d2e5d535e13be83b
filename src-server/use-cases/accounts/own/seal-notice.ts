import type { Deps } from '../../../deps.ts';
import { sealMail, type SealedMail } from '../../../mail/queue-mail.ts';
import { accountNoticeMail } from '../../../mail/texts/account-mails.ts';
import type { Account } from '../../../repositories/accounts.ts';
import { mailContext } from '../../mail-context.ts';
import { personOf } from '../sign-up/sign-up-link.ts';

type Notice = Parameters<typeof accountNoticeMail>[2];

/** The mail that tells a person what was just done with the account. */
export async function sealNotice(deps: Deps, account: Account, kind: Notice['kind'], certificate?: Notice['certificate']): Promise<SealedMail> {
  const notice = { kind, at: deps.clock.now(), ...(certificate === undefined ? {} : { certificate }) };
  return sealMail(deps, accountNoticeMail(personOf(account), mailContext(deps, account.language), notice));
}
