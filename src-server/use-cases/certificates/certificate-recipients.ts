import type { Deps } from '../../deps.ts';
import { emailKey } from '../../domain/email-key.ts';
import type { MailMessage } from '../../mail/mail-message.ts';
import type { MailContext } from '../../mail/mail-parts.ts';
import type { CertificateSubject } from '../../mail/texts/certificate-mails.ts';
import { getAccount } from '../../repositories/accounts.ts';
import type { IssuedCertificate } from '../../repositories/issued-certificates.ts';
import { findRequestById } from '../../repositories/requests-of-certificates.ts';
import { mailContext } from '../mail-context.ts';
import { identityOf } from './view-certificate.ts';

/** One mail for whoever asked for the certificate and, at another address, one for its holder. */
export async function certificateMails(
  deps: Pick<Deps, 'db' | 'config'>,
  row: Pick<IssuedCertificate, 'serial' | 'account_id' | 'request_id' | 'identity' | 'not_after' | 'support'>,
  text: (subject: CertificateSubject, context: MailContext) => MailMessage,
): Promise<readonly MailMessage[]> {
  const account = await getAccount(deps.db, row.account_id);
  const request = row.request_id === null ? null : await findRequestById(deps.db, row.request_id);
  const { givenName, surname, organization } = identityOf(row);
  const holder = `${givenName} ${surname}`;
  const recipients = [{ name: `${account.first_name} ${account.last_name}`, address: account.email }];
  if (request !== null && emailKey(request.holder_email) !== emailKey(account.email)) recipients.push({ name: holder, address: request.holder_email });
  const subject = { serial: row.serial, holder, organization: organization?.name ?? null, notAfter: row.not_after, software: row.support === 'software' };
  return recipients.map((to) => text({ to, ...subject }, mailContext(deps, account.language)));
}
