import MailComposer from 'nodemailer/lib/mail-composer';
import { renderHtml, renderText, type MailMessage } from './mail-message.ts';

/**
 * The mail as MIME. Message-ID, date and boundary come from the outbox row, so sending a row twice sends the same bytes.
 */
export async function composeEml(
  message: MailMessage,
  envelope: { readonly id: string; readonly createdAt: number; readonly from: { readonly name: string; readonly address: string } },
): Promise<Buffer> {
  const domain = envelope.from.address.split('@').at(-1) ?? 'localhost';
  const composer = new MailComposer({
    from: envelope.from,
    to: message.to,
    subject: message.subject,
    text: renderText(message),
    html: renderHtml(message),
    textEncoding: 'quoted-printable',
    messageId: `<${envelope.id}@${domain}>`,
    date: new Date(envelope.createdAt),
    baseBoundary: envelope.id,
    // RFC 3834: automatic, so that nobody's absence notice answers it.
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': message.language },
    attachments: message.attachment === null ? [] : [{ ...message.attachment, encoding: 'utf8' }],
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}
