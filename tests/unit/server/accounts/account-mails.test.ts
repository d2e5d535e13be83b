import { describe, expect, it } from 'vitest';
import { DEFAULT_PROVIDER } from '../../../../src-server/config.ts';
import { keptOf } from '../../../../src-server/domain/erasure-rules.ts';
import { composeEml } from '../../../../src-server/mail/compose-eml.ts';
import { renderHtml, renderText, type MailMessage } from '../../../../src-server/mail/mail-message.ts';
import type { MailContext } from '../../../../src-server/mail/mail-parts.ts';
import { readEml } from '../../../../src-server/mail/read-eml.ts';
import { accountNoticeMail, alreadyAccountMail, confirmAccountMail, passwordLinkMail, termsCopyMail } from '../../../../src-server/mail/texts/account-mails.ts';
import { erasureMail } from '../../../../src-server/mail/texts/erasure-mails.ts';

const TOKEN = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE';
const AT = Date.UTC(2026, 10, 24, 9, 14);
const person = { firstName: 'Anne', lastName: 'Le Gall', email: 'anne@atelier.example' };
const context = (language: 'fr' | 'en'): MailContext => ({ language, provider: DEFAULT_PROVIDER, timeZone: 'Europe/Paris' });
const certificate = { subject: 'CN=<Anne> & C°', serial: '00AB' };
const link = (page: string) => ({ url: `https://authority.example/${page}#${TOKEN}`, expiresAt: AT });

const HELD = { certificates: 2, lastNotAfter: AT, tokens: 1, terms: 1, journal: 40 };

const all = (language: 'fr' | 'en'): readonly MailMessage[] => [
  confirmAccountMail(person, context(language), link('account')),
  alreadyAccountMail(person, context(language)),
  passwordLinkMail(person, context(language), link('password')),
  ...(['passwordChanged', 'signInNotice', 'erasureAsked'] as const).map((kind) => accountNoticeMail(person, context(language), { kind, at: AT })),
  ...(['certificateAssociated', 'certificateDissociated'] as const).map((kind) => accountNoticeMail(person, context(language), { kind, at: AT, certificate })),
  termsCopyMail(person, context(language), { version: '2026-11-01', text: '# Conditions\n\nÉté.', at: AT }),
  ...(['done', 'refused'] as const).map((decision) => erasureMail({ name: 'Anne Le Gall', address: person.email }, context(language), { decision, reason: 'Rien ne l’empêche.', kept: keptOf(HELD) })),
];
const LINKS = new Set(['confirmAccount', 'passwordLink']);

describe.each(['fr', 'en'] as const)('mails about accounts in %s', (language) => {
  it.each(all(language).map((message) => [message.kind, message] as const))('%s', async (kind, message) => {
    const [text, html] = [renderText(message), renderHtml(message)];
    expect(message.to).toEqual({ name: 'Anne Le Gall', address: 'anne@atelier.example' });
    for (const part of [text, html]) {
      expect(part).toContain('Anne Le Gall');
      expect(part).toContain(DEFAULT_PROVIDER.phone);
      expect(part.split(TOKEN)).toHaveLength(LINKS.has(kind) ? 2 : 1);
    }
    expect(text.toLowerCase()).not.toMatch(/(envoyez|répondez|communiquez|saisissez ici|reply|send us)/u);
    expect(html).not.toContain('<Anne>');
    for (const href of html.matchAll(/href="([^"]*)"/gu)) expect(href[1]).toMatch(/^https:\/\/authority\.example\//u);
    const eml = await composeEml(message, { id: '5f0c8f7e-5a7e-4d2b-9a3f-0f3f2b1c4d5e', createdAt: AT, from: { name: DEFAULT_PROVIDER.name, address: DEFAULT_PROVIDER.email } });
    expect(readEml(eml)).toMatchObject({ to: person.email, subject: message.subject, text });
    if (kind === 'termsCopy') expect(eml.toString('latin1')).toMatch(/filename=clavis-(conditions|terms)-2026-11-01\.md/u);
  });
});

it('both languages say as much', () => {
  const shape = (language: 'fr' | 'en') => all(language).map(({ kind, blocks }) => [kind, blocks.map((block) => block.kind)]);
  expect(shape('fr')).toEqual(shape('en'));
});

describe('French typography', () => {
  it.each(all('fr').map((message) => [message.kind, message] as const))('%s', (_, message) => {
    const text = `${message.subject}\n${renderText(message)}`.replaceAll(/https:\S+/gu, '');
    expect(text).not.toMatch(/['"]/u);
    expect(text).not.toMatch(/[^\u202F][;:!?]/u);
    expect(text).not.toMatch(/(?<!«)\u202F[^;:!?»]/u);
    expect(text).not.toMatch(/\d (heures|h|mois)\b/u);
  });
});
