import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeCatalogue, readCatalogue } from '../../../src-server/catalogue/catalogue.ts';
import { DEFAULT_PRODUCTS } from '../../../src-server/catalogue/products.ts';
import { DEFAULT_PROVIDER } from '../../../src-server/config.ts';
import { renderHtml, renderText, type MailMessage } from '../../../src-server/mail/mail-message.ts';
import type { MailContext } from '../../../src-server/mail/mail-parts.ts';
import { requestAcceptedMail, requestExpiredMail, requestRefusedMail, requestSubmittedMail, requestToCompleteMail, requestWithdrawnMail, type RequestSubject } from '../../../src-server/mail/texts/request-mails.ts';
import { REQUEST_WORDS } from '../../../src-server/paper/request-words.ts';
import { REFUSAL_REASONS } from '../../../src-shared/domain/request-codes.ts';

const SUBJECT: RequestSubject = { to: { name: 'Zoé L’Hôpital', address: 'zoe@emeraude.example' }, number: 550_015, product: 'Sceau Personne sur clé', entity: 'Émeraude <b>&</b> Fils', holder: 'Zoé L’Hôpital' };

function mailsIn(language: 'fr' | 'en'): readonly MailMessage[] {
  const context: MailContext = { language, provider: DEFAULT_PROVIDER, timeZone: 'Europe/Paris' };
  return [
    requestSubmittedMail(SUBJECT, context),
    requestToCompleteMail(SUBJECT, context, { refused: [{ kind: 'mandate', reason: 'unreadable', text: '' }, { kind: 'identityDocument', reason: 'other', text: 'page 2' }], missing: ['applicationForm'], text: 'Merci.' }),
    requestToCompleteMail(SUBJECT, context, { refused: [], missing: [], text: 'Merci.' }),
    requestAcceptedMail(SUBJECT, context, 'token'),
    requestAcceptedMail(SUBJECT, context, 'software'),
    ...REFUSAL_REASONS.map((reason) => requestRefusedMail(SUBJECT, context, { reason, text: '' })),
    requestWithdrawnMail(SUBJECT, context),
    requestExpiredMail(SUBJECT, context),
  ];
}

describe('mails about a request', () => {
  it.each(['fr', 'en'] as const)('in %s name the request, ask for no secret and hold no link', (language) => {
    for (const message of mailsIn(language)) {
      const text = renderText(message);
      expect(message.subject).toContain('550015');
      expect(text).toContain('550015');
      expect(text).not.toMatch(/https?:|undefined|null|\[object/u);
      expect(renderHtml(message)).not.toContain('<b>&</b>');
    }
  });

  it('keep the typography of French', () => {
    const words = JSON.stringify(REQUEST_WORDS.fr);
    for (const text of [...mailsIn('fr').map((message) => `${message.subject}\n${renderText(message)}`), words.replaceAll(/":|",|"/gu, '')]) {
      expect(text).not.toMatch(/'|[^\u202F\n](?=[;!?»])|« |[^\u202F\d](?=: )/u);
      expect(text).not.toMatch(/n° /u);
    }
  });
});

describe('a catalogue', () => {
  const read = (content: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'clavis-catalogue-'));
    const file = join(folder, 'catalogue.json');
    writeFileSync(file, content);
    try {
      return readCatalogue(file);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const withFirst = (change: object): string => JSON.stringify({ products: DEFAULT_PRODUCTS.map((one, i) => (i === 0 ? { ...one, ...change } : one)) });

  it('is read from a file in the shape of its route; the one of the rehearsal obeys the same rules', () => {
    expect(read(JSON.stringify({ products: DEFAULT_PRODUCTS })).products).toEqual(DEFAULT_PRODUCTS);
    expect(readCatalogue(null).find('sceau-logiciel')?.kind).toBe('software');
    expect(makeCatalogue([]).find('sceau-logiciel')).toBeNull();
  });

  it.each([
    ['no product', JSON.stringify({ products: [] })],
    ['a product twice', JSON.stringify({ products: [DEFAULT_PRODUCTS[0], DEFAULT_PRODUCTS[0]] })],
    ['a key too many', withFirst({ price: 12 })],
    ['a profile that is none', withFirst({ profile: 'root-ca' })],
    ['a token product without a support', withFirst({ supports: [] })],
    ['a kind of document twice', withFirst({ documents: [{ kind: 'mandate', required: true }, { kind: 'mandate', required: false }] })],
    ['a policy that is no OID', withFirst({ policyOid: '3.x' })],
    ['an id with capitals', withFirst({ productId: 'Sceau' })],
  ])('with %s stops the start and says where', (_, content) => {
    expect(() => read(content)).toThrow(/^CLAVIS_CATALOGUE_FILE: products/u);
  });
});
