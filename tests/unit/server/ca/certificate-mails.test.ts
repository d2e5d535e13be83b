import { describe, expect, it } from 'vitest';
import { REVOCATION_REASONS } from '../../../../src-shared/http/certificates.ts';
import { DEFAULT_PROVIDER } from '../../../../src-server/config.ts';
import { renderHtml, renderText, type MailMessage } from '../../../../src-server/mail/mail-message.ts';
import { certificateDownloadedMail, certificateIssuedMail, certificateRevokedMail, type CertificateSubject } from '../../../../src-server/mail/texts/certificate-mails.ts';

const AT = Date.UTC(2026, 10, 25, 9, 14);
const subject: CertificateSubject = {
  to: { name: 'Camille Durand', address: 'camille@exemple.fr' },
  serial: '00112233445566778899AABBCCDDEEFF',
  holder: 'Zoé <L’Hôpital>',
  organization: 'Émeraude & Fils',
  notAfter: AT,
  software: true,
};
const context = (language: 'fr' | 'en') => ({ language, provider: DEFAULT_PROVIDER, timeZone: 'Europe/Paris' });
const all = (language: 'fr' | 'en'): readonly MailMessage[] => [
  certificateIssuedMail(subject, context(language)),
  certificateIssuedMail({ ...subject, software: false, organization: null }, context(language)),
  certificateDownloadedMail(subject, context(language)),
  ...REVOCATION_REASONS.map((reason) => certificateRevokedMail(subject, context(language), { at: AT, reason, receipt: 'aaaa.bbbb.cccc' })),
];

describe.each(['fr', 'en'] as const)('mails about certificates in %s', (language) => {
  it.each(all(language).map((message, place) => [`${place} ${message.kind}`, message] as const))('%s', (_, message) => {
    const text = renderText(message);
    expect(text).toContain('0011 2233 4455 6677 8899 AABB CCDD EEFF');
    expect(text).toContain('Zoé <L’Hôpital>');
    expect(renderHtml(message)).toContain('Zoé &lt;L’Hôpital&gt;');
    expect(text.toLowerCase()).not.toMatch(/(envoyez|répondez|communiquez|saisissez ici|reply|send us)/u);
    if (language === 'fr') {
      const read = `${message.subject}\n${text}`.replaceAll(/https:\S+/gu, '');
      expect(read).not.toMatch(/['"]/u);
      expect(read).not.toMatch(/[^\u202F][;:!?]/u);
    }
  });
});

describe('a proof of revocation', () => {
  it('is attached', () => {
    expect(certificateRevokedMail(subject, context('fr'), { at: AT, reason: 'keyCompromise', receipt: 'aaaa.bbbb.cccc' }).attachment).toEqual({
      filename: `clavis-${subject.serial}.jws`,
      contentType: 'application/jose',
      content: 'aaaa.bbbb.cccc',
    });
  });
});
