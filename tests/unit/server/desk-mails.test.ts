import { describe, expect, it } from 'vitest';
import { DEFAULT_PROVIDER } from '../../../src-server/config.ts';
import { composeEml } from '../../../src-server/mail/compose-eml.ts';
import { renderHtml, renderText, type MailMessage } from '../../../src-server/mail/mail-message.ts';
import type { MailContext } from '../../../src-server/mail/mail-parts.ts';
import type { MailSubject } from '../../../src-server/mail/mail-texts.ts';
import { appointmentMail, type AppointmentFacts, type AppointmentNews } from '../../../src-server/mail/texts/appointment-mails.ts';
import { answersReopenedMail, unblockRefusedMail } from '../../../src-server/mail/texts/desk-mails.ts';
import { invitationMail, roleChangedMail } from '../../../src-server/mail/texts/staff-mails.ts';

const AT = Date.UTC(2026, 10, 27, 8, 0);
const TOKEN = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE';
const URL = `https://authority.example/password#${TOKEN}`;
const subject: MailSubject = { holder: 'Camille Durand', email: 'camille@exemple.fr', entity: 'Atelier <Martin>', product: 'Certificat sur clé', serial: '802500017A3C41F6' };
const to = { name: 'Camille Durand', address: 'camille@exemple.fr' };
const office = { name: 'Bureau de <Nantes>', address: '1 place de la Gare, 44000 Nantes', phone: '01 99 00 12 34', email: 'bureau@clavis.example' };
const appointment: AppointmentFacts = { id: 'a1', revision: 2, startsAt: AT, endsAt: AT + 1_800_000, to, office, requestNumber: 560_001 };
const context = (language: 'fr' | 'en'): MailContext => ({ language, provider: DEFAULT_PROVIDER, timeZone: 'Europe/Paris' });
const NEWS: readonly AppointmentNews[] = ['confirmed', 'moved', 'cancelled', 'reminder'];

const all = (language: 'fr' | 'en'): readonly MailMessage[] => [
  unblockRefusedMail(subject, context(language)),
  answersReopenedMail(subject, context(language)),
  invitationMail(to, context(language), 'operator', { url: URL, expiresAt: AT }),
  invitationMail(to, context(language), 'administrator', { url: URL, expiresAt: AT }),
  roleChangedMail(to, context(language), { role: 'administrator' }),
  roleChangedMail(to, context(language), 'disabled'),
  roleChangedMail(to, context(language), 'enabled'),
  ...NEWS.map((news) => appointmentMail(news, appointment, context(language), AT)),
];

describe.each(['fr', 'en'] as const)('mails of the desk in %s', (language) => {
  it.each(all(language).map((message) => [`${message.kind}: ${message.subject}`, message] as const))('%s', (_, message) => {
    const [text, html] = [renderText(message), renderHtml(message)];
    expect(message.to).toEqual(to);
    // A link in the invitation alone, once in each part.
    for (const part of [text, html]) expect(part.split(TOKEN)).toHaveLength(message.kind === 'invitation' ? 2 : 1);
    expect(text.toLowerCase()).not.toMatch(/(envoyez-nous|communiquez|saisissez|send us your)/u);
    expect(html).not.toMatch(/<(img|script|form|input|iframe|link)\b|url\(|onclick|<Nantes>|<Martin>/iu);
  });

  it.each(NEWS)('%s: the office’s time, and a calendar entry that says the same', async (news) => {
    const message = appointmentMail(news, appointment, context(language), AT);
    const text = renderText(message);
    expect(text).toContain(language === 'fr' ? '27 novembre 2026 à 9\u00A0h\u00A000 (heure de Paris)' : '27 November 2026 at 09:00 (Europe/Paris)');
    expect(text).toContain('1 place de la Gare, 44000 Nantes');
    expect(message.attachment?.content).toContain('DTSTART:20261127T080000Z\r\n');
    expect(message.attachment?.content).toContain(news === 'cancelled' ? 'METHOD:CANCEL' : 'METHOD:PUBLISH');
    expect(message.attachment?.content).toContain('SEQUENCE:1\r\n');
    const eml = (await composeEml(message, { id: 'x', createdAt: AT, from: { name: 'A', address: 'a@b.fr' } })).toString('utf8');
    expect(eml).toMatch(/Content-Type: text\/calendar[^\n]*name=/u);
  });
});

describe('French typography of the desk', () => {
  it.each(all('fr').map((message) => [message.kind, message] as const))('%s', (_, message) => {
    const text = `${message.subject}\n${renderText(message)}`.replaceAll(/https:\S+/gu, '');
    expect(text).not.toContain("'");
    expect(text).not.toMatch(/[^\u202F][;:!?]/u);
    expect(text).not.toMatch(/\u202F[^;:!?»]/u);
    expect(text).not.toMatch(/\d (heures|h)\b/u);
  });
});
