import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentsKeptUntil, WAITS_MS } from '../../../src-server/domain/request-retention.ts';
import { getRequest } from '../../../src-server/repositories/requests.ts';
import { expireRequests } from '../../../src-server/use-cases/requests/expire-requests.ts';
import { moveRequestIn } from '../../../src-server/use-cases/requests/move-request.ts';
import { prepareRenewal } from '../../../src-server/use-cases/requests/renewal-of.ts';
import { purgeDocuments } from '../../../src-server/use-cases/requests/purge-documents.ts';
import type { RequestChange } from '../../../src-shared/http/requests.ts';
import { AuthorityFixture } from '../authority-fixture.ts';
import { signIn } from '../signed-in.ts';
import { openOffice } from '../test-office.ts';
import { ASKED, RequestDesk, requestBody } from './request-desk.ts';

const DAY_MS = 24 * 60 * 60_000;
let authority: AuthorityFixture;
let officeId: string;
let holder: RequestDesk;
let operator: RequestDesk;

beforeAll(async () => {
  authority = await AuthorityFixture.open();
  officeId = await openOffice(authority, 'Nantes');
  await comeBack();
});
afterAll(() => authority.close());

/** New people: sessions do not last as long as what is tested here. */
async function comeBack(): Promise<void> {
  holder = new RequestDesk(authority, await signIn(authority, { role: 'holder' }));
  operator = new RequestDesk(authority, await signIn(authority, { role: 'operator', officeId }));
}

const rowOf = ({ requestId }: Pick<RequestChange, 'requestId'>) => getRequest(authority.authority.deps.db, requestId);

async function issue(request: RequestChange): Promise<void> {
  const { deps } = authority.authority;
  await deps.db.transaction().execute(async (trx) => {
    await moveRequestIn(trx, deps, await getRequest(trx, request.requestId), { move: 'issue', accountId: operator.person.accountId, codes: { serial: 'AB' } }, authority.now);
  });
}

describe('the documents of a request that has ended', () => {
  it('are kept to the millisecond, then dropped once, and it is told', async () => {
    const { deps } = authority.authority;
    const draft = await holder.submitted(officeId);
    (await holder.call('withdrawRequest', { params: { requestId: draft.requestId }, body: { revision: draft.revision } })).body();
    const [document] = (await holder.read(draft.requestId)).body().documents;
    const row = await rowOf(draft);
    if (row.ended_at === null) throw new Error('not ended');
    const until = documentsKeptUntil({ ...row, ended_at: row.ended_at }, 24);
    expect(until - row.ended_at).toBe(30 * DAY_MS);
    authority.now = until - 1;
    expect(await purgeDocuments(deps)).toBe(0);
    authority.now = until;
    expect(await Promise.all([purgeDocuments(deps), purgeDocuments(deps)])).toSatisfy(([one, other]: number[]) => (one ?? 0) + (other ?? 0) === ASKED.length);
    expect(await purgeDocuments(deps)).toBe(0);
    expect(await deps.db.selectFrom('document_contents').select('document_id').where('document_id', '=', document?.documentId ?? '').execute()).toEqual([]);
    const again = new RequestDesk(authority, await signIn(authority, { role: 'holder' }));
    await deps.db.updateTable('requests').set({ account_id: again.person.accountId }).where('id', '=', draft.requestId).execute();
    const view = (await again.read(draft.requestId)).body();
    expect(view.documents.map(({ content }) => content)).toEqual(ASKED.map(() => 'dropped'));
    expect(view.timeline.at(-1)).toMatchObject({ event: 'documentsDropped', by: 'authority', details: { count: ASKED.length } });
    const params = { requestId: draft.requestId, documentId: document?.documentId ?? '' };
    expect((await again.call('downloadDocument', { params })).refusal().code).toBe('documentDropped');
    await comeBack();
  });

  it('of a certificate that was issued are kept while it can be valid and seven years more', () => {
    expect(documentsKeptUntil({ state: 'issued', ended_at: 0 }, 36)).toBeGreaterThan((3 + 7) * 365 * DAY_MS);
    expect(documentsKeptUntil({ state: 'issued', ended_at: 0 }, null)).toBeGreaterThan((5 + 7) * 365 * DAY_MS);
    expect(documentsKeptUntil({ state: 'refused', ended_at: 0 }, 36)).toBe(365 * DAY_MS);
  });
});

describe('a request that waits for its holder too long', () => {
  it('expires with a mail, a draft is deleted, and what waits for an office stays', async () => {
    const { deps } = authority.authority;
    const draft = await holder.draft(officeId);
    await holder.add(draft.requestId, 'other');
    const submitted = await holder.submitted(officeId);
    const accepted = await operator.accept(await holder.submitted(officeId));
    const asked = await operator.take(await holder.submitted(officeId));
    (await operator.call('askCompletion', { params: { requestId: asked.requestId }, body: { revision: asked.revision, text: 'Une page manque.' } })).body();
    await deps.mail.flush();

    authority.now += WAITS_MS.toComplete - 1_000;
    expect(await expireRequests(deps)).toBe(0);
    authority.now += 1_000;
    expect(await expireRequests(deps)).toBe(1);
    expect(await rowOf(asked)).toMatchObject({ state: 'expired', ended_at: authority.now });
    authority.now += WAITS_MS.accepted - WAITS_MS.toComplete;
    expect(await expireRequests(deps)).toBe(1);
    expect((await rowOf(accepted)).state).toBe('expired');
    authority.now += WAITS_MS.draft;
    expect(await expireRequests(deps)).toBe(1);
    await expect(rowOf(draft)).rejects.toThrow();
    expect((await rowOf(submitted)).state).toBe('submitted');
    expect(await expireRequests(deps)).toBe(0);
    const expired = (await authority.mailbox()).mails.filter(({ subject }) => subject.endsWith('a expiré'));
    // Of the accepted one the holder at another address is told, too.
    expect(expired.map(({ to }) => to.toLowerCase()).toSorted()).toEqual([holder.person.email.toLowerCase(), holder.person.email.toLowerCase(), 'zoe@emeraude.example'].toSorted());
    await comeBack();
  });
});

describe('what the areas of certificates and appointments do with a request', () => {
  it('is a move in their transaction: planned, cancelled, planned, issued; never twice', async () => {
    const { deps } = authority.authority;
    const request = await operator.accept(await holder.submitted(officeId));
    for (const move of ['planAppointment', 'cancelAppointment', 'planAppointment'] as const) {
      await deps.db.transaction().execute(async (trx) => moveRequestIn(trx, deps, await getRequest(trx, request.requestId), { move, accountId: holder.person.accountId }, authority.now));
    }
    expect((await holder.read(request.requestId)).body()).toMatchObject({ state: 'appointmentPlanned', nextAction: 'attendAppointment' });
    await issue(request);
    expect((await holder.read(request.requestId)).body()).toMatchObject({ state: 'issued', nextBy: null, endedAt: authority.now - 1 });
    await expect(issue(request)).rejects.toMatchObject({ code: 'requestStateRefused', details: { state: 'issued' } });
    expect((await holder.read(request.requestId)).body().timeline.slice(-4).map(({ event }) => event)).toEqual(['appointmentPlanned', 'appointmentCancelled', 'appointmentPlanned', 'issued']);
  });

  it('leaves nothing behind when their transaction fails', async () => {
    const { deps } = authority.authority;
    const request = await operator.accept(await holder.submitted(officeId));
    const failed = deps.db.transaction().execute(async (trx) => {
      await moveRequestIn(trx, deps, await getRequest(trx, request.requestId), { move: 'issue', accountId: null }, authority.now);
      throw new Error('no certificate after all');
    });
    await expect(failed).rejects.toThrow('no certificate');
    expect(await rowOf(request)).toMatchObject({ state: 'accepted', revision: request.revision });
  });

  it('is renewed with identical data, of which only office and telephone may change', async () => {
    const { deps } = authority.authority;
    const request = await operator.accept(await holder.submitted(officeId));
    await issue(request);
    const serial = '0123456789ABCDEF0123456789ABCDEF';
    const renewal = await deps.db.transaction().execute(async (trx) => prepareRenewal(trx, deps, await getRequest(trx, request.requestId), serial, authority.now));
    const [before, after] = [(await holder.read(request.requestId)).body(), (await holder.read(renewal.id)).body()];
    const data = ({ productId, establishment, holderData }: typeof before) => ({ productId, establishment, holderData });
    expect(data(after)).toEqual(data(before));
    expect(after).toMatchObject({ state: 'draft', replacesSerial: serial, number: renewal.number });
    const params = { requestId: renewal.id };
    const body = { ...requestBody(officeId), revision: 1 };
    for (const [change, field] of [
      [requestBody(officeId, { lastName: 'Autre' }), 'holder'],
      [requestBody(officeId, { email: 'autre@exemple.fr' }), 'holder'],
      [requestBody(officeId, { name: 'Autre SARL' }), 'establishment'],
      [requestBody(officeId, { productId: 'sceau-logiciel' }), 'product'],
    ] as const) {
      expect((await holder.call('modifyRequest', { params, body: { ...change, revision: 1 } })).refusal()).toMatchObject({ code: 'identityLocked', details: { field } });
    }
    const allowed = { ...body, holder: { ...body.holder, phone: null } };
    expect((await holder.call('modifyRequest', { params, body: allowed })).body()).toMatchObject({ revision: 2 });
  });
});
