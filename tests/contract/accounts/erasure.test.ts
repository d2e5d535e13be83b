import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyAudit } from '../../../src-server/audit/verify-audit.ts';
import { purge } from '../../../src-server/jobs/purge.ts';
import { initAuthority } from '../../../src-server/use-cases/certificates/init-authority.ts';
import type { RouteName } from '../../../src-shared/http/contract.ts';
import { AuthorityFixture, dumpTables, type CallInput } from '../authority-fixture.ts';
import { CertificateDesk, confirmationOf, SOFTWARE_PRODUCT } from '../certificates/certificate-desk.ts';
import { RequestDesk } from '../requests/request-desk.ts';
import { signIn, type SignedIn } from '../signed-in.ts';
import { openOffice } from '../test-office.ts';
import { Person } from './person.ts';

let authority: AuthorityFixture;
let administrator: SignedIn;
let operator: SignedIn;
let officeId: string;
let person: Person;
let owner: SignedIn;
beforeEach(async () => {
  authority = await AuthorityFixture.open({ config: { trustedProxies: '127.0.0.1' } });
  await initAuthority(authority.authority.deps);
  officeId = await openOffice(authority, 'Nantes');
  administrator = await signIn(authority, { role: 'administrator' });
  operator = await signIn(authority, { role: 'operator', officeId });
  person = new Person(authority);
  const bearer = await person.enter();
  const { accountId, session } = (await authority.call('readAccount', { bearer })).body();
  owner = { accountId, sessionId: session.sessionId, bearer, email: person.email, password: person.password };
});
afterEach(() => authority.close());

const db = () => authority.authority.deps.db;
const as = <Name extends RouteName>(who: SignedIn, name: Name, input: CallInput = {}) => {
  authority.now += 1;
  return authority.call(name, { bearer: who.bearer, idempotencyKey: randomUUID(), ...input });
};
const ask = async (): Promise<string> => (await as(owner, 'requestErasure')).body().erasureId;
const decide = (erasureId: string, decision: 'done' | 'refused', reason = 'Rien ne l’empêche.', key: string = randomUUID()) =>
  as(administrator, 'decideErasure', { params: { erasureId }, body: { decision, reason }, idempotencyKey: key });
const read = async (erasureId: string) => (await as(administrator, 'readErasure', { params: { erasureId } })).body();

/** Everything of theirs that is in the database, but for what the vault sealed and what the table of mails forgets once sent. */
async function tracesOf(words: readonly string[], except: Parameters<typeof dumpTables>[1] = []): Promise<readonly string[]> {
  const rows = (await dumpTables(authority, except)).map((row) => row.toLowerCase());
  return rows.filter((row) => words.some((word) => row.includes(word.toLowerCase())));
}

describe('a request for erasure', () => {
  it('is shown to administrators, oldest first, with when an answer is due', async () => {
    const first = await ask();
    const other = await signIn(authority, { role: 'holder' });
    const second = (await as(other, 'requestErasure')).body().erasureId;
    const { items, next } = (await as(administrator, 'searchErasures', { body: { state: 'requested', cursor: null } })).body();
    expect([items.map(({ erasureId }) => erasureId), next]).toEqual([[first, second], null]);
    expect(items[0]).toMatchObject({ accountId: owner.accountId, firstName: 'Anne', lastName: 'Le Gall', email: person.email, state: 'requested', decidedBy: null });
    expect((items[0]?.dueAt ?? 0) - (items[0]?.requestedAt ?? 0)).toBe(28 * 86_400_000);
    await decide(second, 'refused');
    expect((await as(administrator, 'searchErasures', { body: { state: 'requested', cursor: null } })).body().items).toHaveLength(1);
    expect((await as(administrator, 'searchErasures', { body: { state: 'refused', cursor: null } })).body().items).toMatchObject([{ erasureId: second, decidedBy: { name: 'Camille Martin' } }]);
  });

  it('is gone through page by page', async () => {
    const rows = Array.from({ length: 55 }, (_, i) => ({ id: randomUUID(), account_id: owner.accountId, state: 'refused', requested_at: 1 + Math.floor(i / 10), decided_at: 1, decided_by: null, decision_reason: null, kept: null }) as const);
    await db().insertInto('erasure_requests').values(rows).execute();
    const first = (await as(administrator, 'searchErasures', { body: { state: null, cursor: null } })).body();
    const last = (await as(administrator, 'searchErasures', { body: { state: null, cursor: first.next } })).body();
    const seen = [...first.items, ...last.items].map(({ erasureId }) => erasureId);
    expect([first.items.length, last.next, new Set(seen).size]).toEqual([50, null, 55]);
  });

  it('refused is told with its reason, changes nothing else, and may be made again', async () => {
    const erasureId = await ask();
    const before = await dumpTables(authority, ['erasure_requests', 'outbox', 'audit', 'changes', 'change_head', 'idempotency_keys', 'account_sessions']);
    const decided = (await decide(erasureId, 'refused', 'Un litige est en cours.')).body();
    expect(decided).toMatchObject({ state: 'refused', reason: 'Un litige est en cours.', blockers: [], kept: [], decidedBy: { accountId: administrator.accountId } });
    expect(await dumpTables(authority, ['erasure_requests', 'outbox', 'audit', 'changes', 'change_head', 'idempotency_keys', 'account_sessions'])).toEqual(before);
    expect((await person.mails())[0]).toMatchObject({ subject: 'Votre demande d’effacement est refusée', text: expect.stringContaining('Un litige est en cours.') as string });
    expect((await as(owner, 'listErasures')).body().items).toMatchObject([{ erasureId, state: 'refused', reason: 'Un litige est en cours.', decidedAt: authority.now - 1 }]);
    expect(await ask()).not.toBe(erasureId);
  });

  it('is decided once, whoever and however many decide it', async () => {
    const erasureId = await ask();
    const key = randomUUID();
    const first = (await decide(erasureId, 'done', 'Fait.', key)).body();
    expect((await decide(erasureId, 'done', 'Fait.', key)).body()).toEqual(first);
    expect((await decide(erasureId, 'refused')).refusal().code).toBe('erasureDecided');
    const other = await signIn(authority, { role: 'holder' });
    const second = (await as(other, 'requestErasure')).body().erasureId;
    const replies = await Promise.all(Array.from({ length: 8 }, (_, i) => decide(second, i % 2 === 0 ? 'done' : 'refused')));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await db().selectFrom('audit').select('seq').where('event', 'in', ['account.erased', 'account.erasureRefused']).execute()).toHaveLength(2);
  });
});

describe('an erasure', () => {
  it('waits for the end of what is under way, and says for what', async () => {
    const erasureId = await ask();
    const desk = new CertificateDesk(authority, { holder: owner, operator, officeId });
    const { serial } = await desk.software();
    const { requestId, revision } = await new RequestDesk(authority, owner).submitted(officeId);
    const at = { starts_at: authority.now + 86_400_000, ends_at: authority.now + 90_000_000, created_at: 1, state_at: 1, reminded_at: null };
    await db().insertInto('appointments').values({ id: randomUUID(), account_id: owner.accountId, office_id: officeId, request_id: null, serial: null, purpose: 'other', desk: 1, state: 'booked', revision: 1, ...at }).execute();
    expect((await read(erasureId)).blockers).toEqual(['openRequests', 'validCertificates', 'appointments']);
    const refused = await decide(erasureId, 'done');
    expect([refused.status, refused.refusal()]).toMatchObject([409, { code: 'erasureBlocked', details: { by: 'openRequests validCertificates appointments' } }]);
    await db().updateTable('appointments').set({ state: 'cancelled' }).execute();
    (await as(owner, 'withdrawRequest', { params: { requestId }, body: { revision } })).body();
    (await as(owner, 'revokeCertificate', { params: { certificateSerial: serial }, body: { reason: 'superseded', confirmation: confirmationOf(serial) } })).body();
    expect((await read(erasureId)).blockers).toEqual([]);
    (await decide(erasureId, 'done')).body();
    expect(await verifyAudit(db())).toMatchObject({ ok: true });
  });

  it('never takes one of the staff', async () => {
    const erasureId = (await as(operator, 'requestErasure')).body().erasureId;
    expect((await decide(erasureId, 'done')).refusal()).toMatchObject({ code: 'erasureBlocked', details: { by: 'staff' } });
  });

  it('leaves who somebody was only in a certificate of theirs, and in no row else', async () => {
    const asking = new RequestDesk(authority, owner);
    const words = { name: 'Voilier Perdu SARL', lastName: 'Kermadec', email: 'k@voilier.example' };
    const withdrawn = await asking.submitted(officeId, words);
    (await as(owner, 'withdrawRequest', { params: { requestId: withdrawn.requestId }, body: { revision: withdrawn.revision } })).body();
    await asking.add((await asking.draft(officeId, words)).requestId, 'other');
    const desk = new CertificateDesk(authority, { holder: owner, operator, officeId });
    const { requestId } = await desk.accepted(SOFTWARE_PRODUCT, { lastName: 'Tanguy', email: 't@tanguy.example' });
    const { serial, notAfter } = (await desk.issue(await desk.orderFor(requestId, 'software'))).body();
    (await as(owner, 'revokeCertificate', { params: { certificateSerial: serial }, body: { reason: 'superseded', confirmation: confirmationOf(serial) } })).body();
    (await authority.call('requestPasswordReset', { body: { email: person.email, language: 'fr' }, headers: person.headers })).body();
    const erasureId = await ask();
    const would = (await read(erasureId)).kept;
    expect(would).toMatchObject([{ what: 'certificates', count: 1 }, { what: 'terms', count: 1, until: null }, { what: 'journal', until: null }]);
    expect(would[0]?.until).toBeGreaterThan(notAfter + 7 * 365 * 86_400_000);
    const mine = [person.email, 'Le Gall', 'Kermadec', 'voilier', 'Perdu'];
    expect((await tracesOf(mine)).length).toBeGreaterThan(4);

    expect((await decide(erasureId, 'done')).body()).toMatchObject({ state: 'done', firstName: '-', email: `erased-${owner.accountId}@erased.invalid`, kept: would.map(({ what }) => ({ what })) });
    const [mail] = await person.mails();
    expect(mail).toMatchObject({ subject: 'Vos données sont effacées', text: expect.stringContaining('Journal, sans votre nom') as string });
    // Replies to calls with a key are kept for two days at most.
    authority.now += 48 * 3_600_000 + 1;
    await purge(authority.authority.deps, new AbortController().signal);
    expect(await tracesOf(mine)).toEqual([]);
    expect(await tracesOf(['tanguy.example', '+33 2 99'])).toEqual([]);
    expect((await tracesOf(['Tanguy'])).map((row) => row.split(' ')[0])).toEqual(['issued_certificates', 'requests']);
    expect(await db().selectFrom('document_contents').selectAll().execute()).toEqual([]);
    expect(await db().selectFrom('requests').select('state').execute()).toHaveLength(2);
    expect((await asking.readAtOffice(withdrawn.requestId)).refusal().code).toBe('signInRequired');
    const atOffice = await new RequestDesk(authority, await signIn(authority, { role: 'operator', officeId })).readAtOffice(withdrawn.requestId);
    expect(atOffice.body()).toMatchObject({ holder: '- -', entity: '-', documents: [{ fileName: '-', content: 'dropped' }, {}, {}] });
    expect(await verifyAudit(db())).toMatchObject({ ok: true });
  });

  it('lets nobody in any more, and frees the address', async () => {
    (await as(administrator, 'decideErasure', { params: { erasureId: await ask() }, body: { decision: 'done', reason: 'Fait.' } })).body();
    expect((await as(owner, 'readAccount')).refusal().code).toMatch(/^signIn/u);
    expect((await person.logIn()).refusal().code).toBe('credentialsRefused');
    authority.now += 3_600_000;
    const again = new Person(authority, { email: person.email });
    const bearer = await again.enter();
    expect((await authority.call('readAccount', { bearer })).body().accountId).not.toBe(owner.accountId);
    expect((await authority.call('searchJournal', { bearer, body: { cursor: null } })).body().items.map(({ event }) => event)).not.toContain('account.erased');
  });
});
