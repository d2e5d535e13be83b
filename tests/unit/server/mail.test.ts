import { describe, expect, it } from 'vitest';
import { DEFAULT_PROVIDER } from '../../../src-server/config.ts';
import { composeEml } from '../../../src-server/mail/compose-eml.ts';
import { renderHtml, renderText, type MailMessage } from '../../../src-server/mail/mail-message.ts';
import { dossierLockedMail, receiptMail, responseRefusedMail, unblockLinkMail, type MailContext, type MailSubject } from '../../../src-server/mail/mail-texts.ts';
import { readEml } from '../../../src-server/mail/read-eml.ts';

const CODE = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE';
const URL = `https://authority.example/unblock#${CODE}`;
const AT = Date.UTC(2026, 10, 24, 9, 14);
const subject: MailSubject = {
  holder: 'Camille Durand',
  email: 'camille.durand@atelier-martin.fr',
  entity: 'Atelier <Martin> & fils',
  product: 'Certificat RGS ** 3 ans sur clé',
  serial: '802500017A3C41F6',
};
const context = (language: 'fr' | 'en'): MailContext => ({ language, provider: DEFAULT_PROVIDER, timeZone: 'Europe/Paris' });
const envelope = { id: '5f0c8f7e-5a7e-4d2b-9a3f-0f3f2b1c4d5e', createdAt: AT, from: { name: DEFAULT_PROVIDER.name, address: DEFAULT_PROVIDER.email } };

const all = (language: 'fr' | 'en'): readonly MailMessage[] => [
  unblockLinkMail(subject, context(language), { url: URL, expiresAt: AT }),
  dossierLockedMail(subject, context(language), 'justNow'),
  dossierLockedMail(subject, context(language), 'linkAsked'),
  receiptMail(subject, context(language), { at: AT, triesLeft: 3, receipt: 'aaaa.bbbb.cccc', receiptId: envelope.id }),
  responseRefusedMail(subject, context(language)),
];

describe.each(['fr', 'en'] as const)('mails in %s', (language) => {
  it.each(all(language).map((message) => [`${message.kind}: ${message.subject}`, message] as const))('%s', (_, message) => {
    const text = renderText(message);
    const html = renderHtml(message);
    // To the right person, about the right token, readable as print on the token is.
    expect(message.to).toEqual({ name: 'Camille Durand', address: 'camille.durand@atelier-martin.fr' });
    for (const part of [message.subject, text, html]) expect(part).toContain('8025\u00A00001\u00A07A3C\u00A041F6');
    expect(text).toContain(subject.product);
    expect(text).toContain(subject.entity);
    // A link is in one mail only, once in each part.
    const links = message.kind === 'unblockLink' ? 1 : 0;
    expect(text.split(CODE)).toHaveLength(links + 1);
    expect(html.split(CODE)).toHaveLength(links + 1);
    // Nobody is asked for anything, and no mail fetches anything.
    expect(text.toLowerCase()).not.toMatch(/(envoyez|répondez|communiquez|saisissez ici|reply|send us)/u);
    expect(html).not.toMatch(/<(img|script|form|input|iframe|link)\b|url\(|onclick/iu);
    expect(html).toContain('Atelier &lt;Martin&gt; &amp; fils');
    expect(html).not.toContain('<Martin>');
    for (const href of html.matchAll(/href="([^"]*)"/gu)) expect(href[1]).toMatch(/^https:\/\//u);
  });
});

describe('French typography', () => {
  it.each(all('fr').map((message) => [message.kind, message] as const))('%s', (_, message) => {
    const text = `${message.subject}\n${renderText(message)}`.replaceAll(URL, '').replaceAll(/https:\S+/gu, '');
    expect(text).not.toContain("'");
    expect(text).not.toContain('"');
    // Before ; : ! ? a narrow no-break space, and no other kind of space.
    expect(text).not.toMatch(/[^\u202F][;:!?]/u);
    expect(text).not.toMatch(/\u202F[^;:!?»]/u);
    // A number and its unit stay together.
    expect(text).not.toMatch(/\d (heures|h)\b/u);
  });
});

describe('the mail with the link', () => {
  it('says in words until when, that it works once, and that no secret is ever asked', () => {
    const fr = renderText(unblockLinkMail(subject, context('fr'), { url: URL, expiresAt: AT }));
    expect(fr).toContain('valable 24\u00A0heures, jusqu’au 24 novembre 2026 à 10\u00A0h\u00A014 (heure de Paris)');
    expect(fr).toContain('ne sert qu’une fois');
    expect(fr).toContain('ne vous demande aucun secret, et nous ne le ferons jamais');
    const en = renderText(unblockLinkMail(subject, context('en'), { url: URL, expiresAt: AT }));
    expect(en).toContain('valid for 24 hours, until 24 November 2026 at 10:14 (Europe/Paris)');
    expect(en).toContain('asks you for no secret, and we never will');
  });
});

describe('a mail as MIME', () => {
  it.each([...all('fr'), ...all('en')].map((message) => [message.subject, message] as const))('%s: is read back as it was', async (_, message) => {
    const eml = await composeEml(message, envelope);
    expect(readEml(eml)).toEqual({
      to: subject.email,
      subject: message.subject,
      receivedAt: AT,
      text: renderText(message),
      link: message.kind === 'unblockLink' ? URL : null,
    });
  });

  it('is the same bytes each time', async () => {
    for (const message of all('fr')) expect((await composeEml(message, envelope)).equals(await composeEml(message, envelope))).toBe(true);
  });

  it('cannot be given headers by the data in it', async () => {
    const hostile = { ...subject, holder: 'Eve\r\nBcc: eve@example.org', email: 'camille@example.org' };
    const eml = (await composeEml(responseRefusedMail(hostile, context('fr')), envelope)).toString('latin1');
    const head = eml.slice(0, eml.indexOf('\r\n\r\n'));
    expect(head.split('\r\n').some((line) => line.startsWith('Bcc:'))).toBe(false);
  });

  it('says that a machine wrote it', async () => {
    const [message] = all('fr');
    if (message === undefined) throw new Error('no mail');
    expect((await composeEml(message, envelope)).toString('latin1')).toMatch(/^Auto-Submitted: auto-generated\r$/mu);
  });
});
