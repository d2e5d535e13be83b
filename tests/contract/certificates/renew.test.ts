import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeCatalogue } from '../../../src-server/catalogue/catalogue.ts';
import { DEFAULT_PRODUCTS } from '../../../src-server/catalogue/products.ts';
import { renewalStateOf, RENEWAL_WINDOW_MS } from '../../../src-server/use-cases/certificates/view-certificate.ts';
import { AuthorityFixture } from '../authority-fixture.ts';
import { signIn } from '../signed-in.ts';
import { CertificateDesk, SOFTWARE_PRODUCT } from './certificate-desk.ts';

let authority: AuthorityFixture;
let desk: CertificateDesk;
beforeEach(async () => {
  authority = await AuthorityFixture.open();
  desk = await CertificateDesk.open(authority);
});
afterEach(() => authority.close());

const renew = async (serial: string, key: string = randomUUID()) =>
  authority.call('renewCertificate', { bearer: desk.holder.bearer, params: { certificateSerial: serial }, idempotencyKey: key });
const read = async (serial: string) => (await authority.call('readCertificate', { bearer: desk.holder.bearer, params: { certificateSerial: serial } })).body();

/** Weeks later, everybody signs in again. */
async function later(at: number): Promise<void> {
  authority.now = at;
  const { db } = authority.authority.deps;
  const [holder, operator] = [await signIn(authority, { role: 'holder' }), await signIn(authority, { role: 'operator', officeId: desk.officeId })];
  for (const table of ['requests', 'issued_certificates'] as const) await db.updateTable(table).set({ account_id: holder.accountId }).execute();
  desk = new CertificateDesk(authority, { holder, operator, officeId: desk.officeId });
}

it('near its end, once: a request with identical data, whose certificate has the same subject and says what it renews', async () => {
  const { serial, notAfter } = await desk.software();
  expect((await renew(serial)).refusal()).toMatchObject({ code: 'renewalRefused', details: { reason: 'tooEarly' } });
  authority.now = notAfter - RENEWAL_WINDOW_MS;
  // The same people, in sessions of that day: the subject of a certificate depends on the account.
  const { db } = authority.authority.deps;
  await db.updateTable('account_sessions').set({ created_at: authority.now, seen_at: authority.now, authenticated_at: authority.now }).execute();
  expect(await read(serial)).toMatchObject({ renewal: 'possible' });
  const key = randomUUID();
  const draft = (await renew(serial, key)).body();
  expect(draft).toMatchObject({ state: 'draft' });
  expect((await renew(serial, key)).body()).toEqual(draft);
  expect((await renew(serial)).refusal()).toMatchObject({ code: 'renewalRefused', details: { reason: 'asked' } });

  await desk.acceptDraft(draft, SOFTWARE_PRODUCT);
  const next = (await desk.issue(await desk.orderFor(draft.requestId, 'software'))).body();
  expect(await read(next.serial)).toMatchObject({ renews: serial, holder: 'Zoé L’Hôpital' });
  expect(await read(serial)).toMatchObject({ renewedBy: next.serial, renewal: 'renewed', state: 'valid' });
  const [before, after] = await db.selectFrom('issued_certificates').select('identity').orderBy('issued_at').execute();
  expect(after?.identity).toBe(before?.identity);
});

it('an expired one is ordered anew', async () => {
  const { serial, notAfter } = await desk.software();
  await later(notAfter);
  expect((await renew(serial)).refusal()).toMatchObject({ code: 'certificateExpired' });
});

it('with other data than its certificate’s nothing is issued', async () => {
  const { serial, notAfter } = await desk.software();
  await later(notAfter - RENEWAL_WINDOW_MS);
  const draft = (await renew(serial)).body();
  await desk.acceptDraft(draft, SOFTWARE_PRODUCT);
  expect((await desk.issue(await desk.orderFor(draft.requestId, 'software'))).refusal()).toMatchObject({ code: 'renewalRefused', details: { reason: 'identityChanged' } });
});

it('goes by the support: no longer qualified, or no longer in the catalogue, is said', async () => {
  const { serial, notAfter } = await desk.token();
  const { db } = authority.authority.deps;
  const row = await db.selectFrom('issued_certificates').selectAll().where('serial', '=', serial).executeTakeFirstOrThrow();
  const now = notAfter - 1;
  const withEnd = (qualifiedUntil: number | null) =>
    makeCatalogue(DEFAULT_PRODUCTS.map((product) => ({ ...product, supports: product.supports.map((support) => ({ ...support, qualifiedUntil })) })));
  expect(await renewalStateOf(db, row, withEnd(null), now)).toBe('possible');
  expect(await renewalStateOf(db, row, withEnd(now + 1), now)).toBe('possible');
  expect(await renewalStateOf(db, row, withEnd(now), now)).toBe('supportNotQualified');
  expect(await renewalStateOf(db, row, makeCatalogue(DEFAULT_PRODUCTS.map((product) => ({ ...product, supports: [] }))), now)).toBe('supportNotQualified');
  expect(await renewalStateOf(db, row, makeCatalogue([]), now)).toBe('productUnavailable');
});
