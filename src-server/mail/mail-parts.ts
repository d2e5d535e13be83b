import type { Language } from '../../src-shared/domain/views.ts';
import type { HealthReply } from '../../src-shared/http/service.ts';
import type { MailBlock, MailMessage } from './mail-message.ts';

/** What the texts of mails are made with, whatever their area. */
export interface MailContext {
  readonly language: Language;
  readonly provider: HealthReply['provider'];
  readonly timeZone: string;
}

/** A mail, signed with who to call. */
export function mailTo(
  kind: MailMessage['kind'],
  to: MailMessage['to'],
  context: MailContext,
  title: string,
  blocks: readonly MailBlock[],
  attachment: MailMessage['attachment'] = null,
): MailMessage {
  return { kind, to, subject: title, language: context.language, blocks: [...blocks, paragraph(signature(context))], attachment };
}

function signature({ language, provider }: MailContext): string {
  return language === 'fr'
    ? `${provider.name}, ${provider.phone}, ${provider.hours}, ${provider.email}`
    : `${provider.name}, ${provider.phone}, ${provider.email}`;
}

export const facts = (rows: ReadonlyArray<readonly [string, string]>): MailBlock => ({ kind: 'facts', rows });
export const paragraph = (text: string): MailBlock => ({ kind: 'paragraph', text });
export const button = (label: string, url: string): MailBlock => ({ kind: 'button', label, url });
export const links = (items: ReadonlyArray<readonly [string, string]>): MailBlock => ({
  kind: 'links',
  items: items.map(([label, url]) => ({ label, url })),
});

/** "23 novembre 2026 à 10 h 14 (heure de Paris)", "23 November 2026 at 10:14 (Europe/Paris)". */
export function tellTime(at: number, { language, timeZone }: MailContext): string {
  const locale = language === 'fr' ? 'fr-FR' : 'en-GB';
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone }).format(at);
  const parts = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).formatToParts(at);
  const part = (type: 'hour' | 'minute'): string => parts.find((one) => one.type === type)?.value ?? '';
  if (language === 'en') return `${date} at ${part('hour')}:${part('minute')} (${timeZone})`;
  const zone = timeZone === 'Europe/Paris' ? 'heure de Paris' : timeZone;
  return `${date} à ${Number(part('hour'))}\u00A0h\u00A0${part('minute')} (${zone})`;
}
