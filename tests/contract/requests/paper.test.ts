import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkFile } from '../../../src-server/documents/check-file.ts';
import { DEFAULT_PRODUCTS } from '../../../src-server/catalogue/products.ts';
import { requestPdf } from '../../../src-server/paper/request-pdf.ts';
import type { DocumentReply } from '../../../src-shared/http/requests.ts';
import { AuthorityFixture } from '../authority-fixture.ts';
import { signIn } from '../signed-in.ts';
import { openOffice } from '../test-office.ts';
import { RequestDesk } from './request-desk.ts';

/** A request on paper, read back by poppler: what a person sees, not what we meant to write. */
let authority: AuthorityFixture;
let desk: RequestDesk;
let officeId: string;
let folder: string;

beforeAll(async () => {
  authority = await AuthorityFixture.open();
  officeId = await openOffice(authority, 'Évreux');
  desk = new RequestDesk(authority, await signIn(authority, { role: 'holder' }));
  folder = mkdtempSync(join(tmpdir(), 'clavis-paper-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await authority.close();
});

/** @throws Error when the tool is not there or refuses the file. */
function poppler(tool: string, bytes: Uint8Array, ...options: readonly string[]): string {
  const file = join(folder, 'request.pdf');
  writeFileSync(file, bytes);
  const { status, stdout, stderr, error } = spawnSync(tool, [...options, file, ...(tool === 'pdftotext' ? ['-'] : [])], { encoding: 'utf8' });
  if (status !== 0 || stderr !== '') throw new Error(`${tool}: ${error?.message ?? stderr}`);
  // It gives no-break spaces back as spaces.
  return stdout.replaceAll('\u00A0', ' ');
}

const print = async (requestId: string) => desk.call('printRequest', { params: { requestId } });
const pagesOf = (bytes: Uint8Array): number => Number(/^Pages:\s+(\d+)$/mu.exec(poppler('pdfinfo', bytes))?.[1]);

describe('a request on paper', () => {
  it('says in French what it is, with its accents, in fonts of its own', async () => {
    const { requestId, number } = await desk.submitted(officeId);
    const reply = await print(requestId);
    expect(reply.headers).toMatchObject({ 'content-type': 'application/pdf', 'content-disposition': `attachment; filename="demande-${number}.pdf"`, 'cache-control': 'no-store' });
    const text = poppler('pdftotext', reply.bytes, '-layout');
    for (const words of [
      `Demande de certificat n° ${number}`,
      'Autorité Clavis (répétition)',
      'Enregistrée',
      '23 novembre 2026',
      'Sceau Signature sur clé',
      'Émeraude & Fils',
      '732 829 320 00074',
      '3 rue de l’Église, 35400 Saint-Malo',
      'L’Hôpital',
      'Pièce d’identité',
      'identityDocument.pdf',
      'déposée',
      'Bureau de Évreux',
      'Page 1 sur 1',
    ]) {
      expect(text).toContain(words);
    }
    const fonts = poppler('pdffonts', reply.bytes).split('\n').slice(2).filter((line) => line !== '');
    expect(fonts.length).toBe(2);
    // Name, type, encoding, emb, sub, uni: embedded, a subset, and with a map back to text.
    for (const font of fonts) expect(font).toMatch(/^[A-Z]{6}\+Inter-(?:Regular|SemiBold)\s.*\syes\s+yes\s+yes\s/u);
    expect(poppler('pdfinfo', reply.bytes)).toMatch(/Title:\s+Demande de certificat n°/u);
    expect(checkFile('application/pdf', reply.bytes)).toBeNull();
  });

  it('says it in English to whoever reads English', async () => {
    const { requestId, number } = await desk.draft(officeId);
    await authority.authority.deps.db.updateTable('accounts').set({ language: 'en' }).where('id', '=', desk.person.accountId).execute();
    const reply = await print(requestId);
    await authority.authority.deps.db.updateTable('accounts').set({ language: 'fr' }).where('id', '=', desk.person.accountId).execute();
    const text = poppler('pdftotext', reply.bytes, '-layout');
    for (const words of [`Certificate request no. ${number}`, 'Draft', '23 November 2026', 'Signing Seal on a key', 'Identity document', 'to be handed in', 'Page 1 of 1']) expect(text).toContain(words);
  });

  it('goes on over several pages, each numbered, with nothing lost and names of any length', async () => {
    const { requestId } = await desk.draft(officeId, { name: `Société ${'très '.repeat(9)}longue`, lastName: 'X'.repeat(50) });
    const view = (await desk.read(requestId)).body();
    const one: DocumentReply = { documentId: requestId, kind: 'other', fileName: '', type: 'application/pdf', size: 1, sha256: '0'.repeat(64), content: 'received', verdict: 'refused', reason: 'unreadable', text: null, createdAt: 0 };
    const documents = Array.from({ length: 60 }, (_, i) => ({ ...one, fileName: `pièce-${i + 1}-${'w'.repeat(100)}.pdf` }));
    const { config } = authority.authority.deps;
    const office = (await authority.call('listOffices')).body().offices.find((known) => known.officeId === officeId);
    if (office === undefined) throw new Error('no office');
    const bytes = await requestPdf({ request: { ...view, documents }, product: DEFAULT_PRODUCTS[0] ?? null, office, provider: config.provider, language: 'fr', timeZone: 'Europe/Paris', at: authority.now });
    const pages = pagesOf(bytes);
    expect(pages).toBeGreaterThan(2);
    const text = poppler('pdftotext', bytes, '-raw');
    for (let page = 1; page <= pages; page += 1) expect(text).toContain(`Page ${page} sur ${pages}`);
    for (const { fileName } of documents) expect(text.replace(/\s/gu, '')).toContain(fileName.slice(0, 12));
    expect(text.replace(/\s/gu, '')).toContain('X'.repeat(50));
  });
});

it('is made ten times a minute for one person, not more; for others it goes on', async () => {
  const printing = new RequestDesk(authority, await signIn(authority, { role: 'holder' }));
  const { requestId } = await printing.draft(officeId);
  for (let count = 0; count < 10; count += 1) expect((await printing.call('printRequest', { params: { requestId } })).status).toBe(200);
  const reply = await printing.call('printRequest', { params: { requestId } });
  expect([reply.status, reply.refusal().code, reply.headers['retry-after']]).toEqual([429, 'tooManyRequests', '60']);
  const other = new RequestDesk(authority, await signIn(authority, { role: 'holder' }));
  const theirs = await other.draft(officeId);
  expect((await other.call('printRequest', { params: { requestId: theirs.requestId } })).status).toBe(200);
  authority.now += 60_000;
  expect((await printing.call('printRequest', { params: { requestId } })).status).toBe(200);
});
