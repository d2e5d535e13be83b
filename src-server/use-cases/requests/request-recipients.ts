import type { Deps } from '../../deps.ts';
import { emailKey } from '../../domain/email-key.ts';
import type { MailMessage } from '../../mail/mail-message.ts';
import type { MailContext } from '../../mail/mail-parts.ts';
import type { RequestSubject } from '../../mail/texts/request-mails.ts';
import { getAccount } from '../../repositories/accounts.ts';
import type { CertificateRequest } from '../../repositories/requests.ts';
import { mailContext } from '../mail-context.ts';

/**
 * One mail for each person who is told of a change: whoever made the request, at the address of the account; and the holder,
 * where that is another address, once an office has accepted the request. Before, the holder's address is only somebody's
 * word, and nobody gets mail from us on that.
 */
export async function mailsAbout(deps: Pick<Deps, 'db' | 'config' | 'catalogue'>, request: CertificateRequest, accepted: boolean, text: (subject: RequestSubject, context: MailContext) => MailMessage): Promise<readonly MailMessage[]> {
  const account = await getAccount(deps.db, request.account_id);
  const { language } = account;
  const holder = `${request.holder_first_name} ${request.holder_last_name}`;
  const recipients = [{ name: `${account.first_name} ${account.last_name}`, address: account.email }];
  if (accepted && emailKey(request.holder_email) !== emailKey(account.email)) recipients.push({ name: holder, address: request.holder_email });
  const product = deps.catalogue.find(request.product_id)?.names[language] ?? request.product_id;
  return recipients.map((to) => text({ to, number: request.number, product, entity: request.entity_name, holder }, mailContext(deps, language)));
}
