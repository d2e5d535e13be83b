import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { renameChanges } from '../../../src-server/repositories/changes.ts';
import { exportReply } from '../../../src-shared/http/own-account.ts';
import { AccountDesk } from '../../support/account-desk.ts';
import { png } from '../../support/sample-files.ts';

const WHO = { email: 'camille.durand@atelier-martin.example', password: 'Trois-lunes-rousses-91' };
const DAY = 86_400_000;

let desk: AccountDesk;
beforeAll(async () => {
  desk = await AccountDesk.open();
  await desk.becomeHolder(WHO);
});
afterAll(() => desk.close());

async function draft(productId = 'sceau-logiciel') {
  const officeId = (await desk.do['requests.offices']())[0]?.officeId ?? '';
  const fields = {
    productId,
    officeId,
    establishment: { name: 'Atelier Martin SARL', siren: '732829320', siret: '73282932000074', address: { street: '8 rue des Halles', postalCode: '44000', city: 'Nantes', country: 'FR' } },
    holder: { firstName: 'Camille', lastName: 'Durand', email: WHO.email, phone: null },
  };
  const { requestId } = await desk.do['requests.create'](fields);
  const { revision } = await desk.do['requests.read']({ requestId });
  return { officeId, fields, requestId, revision };
}

it('makes one request of one form, also when the answer was lost and the form is sent again', async () => {
  const { fields, requestId } = await draft();
  const again = { ...fields, holder: { ...fields.holder, phone: '06 39 98 00 01' } };
  const made = async () => (await desk.authority.deps.db.selectFrom('requests').select('id').execute()).filter(({ id }) => id !== requestId);
  desk.line.pullAtReply('POST /v1/requests ');
  await expect(desk.do['requests.create'](again)).rejects.toMatchObject({ code: 'authorityUnreachable' });
  expect(await made()).toHaveLength(1);
  desk.line.putBack();
  const { requestId: second } = await desk.do['requests.create'](again);
  expect((await made()).map(({ id }) => id)).toEqual([second]);
  // Another press after an answer is another request.
  await desk.do['requests.create'](again);
  expect(await made()).toHaveLength(2);
});

it('calls a document back on its way: nothing of it is stored, and the same file goes through afterwards', async () => {
  const { requestId } = await draft();
  const file = { requestId, kind: 'other', fileName: 'long.pdf' } as const;
  const documents = () => desk.authority.deps.db.selectFrom('documents').select(['file_name', 'received_at']).where('request_id', '=', requestId).execute();
  const calledBack: Promise<void>[] = [];
  desk.onProgress = (sent) => {
    if (sent > 0) calledBack.push(desk.do['requests.cancelUpload']({ requestId, fileName: 'long.pdf' }));
  };
  const sent = await desk.do['requests.addDocument']({ ...file, bytes: Uint8Array.from([0x25, 0x50, 0x44, 0x46, 0x2d, ...new Uint8Array(2_000_000)]) });
  desk.onProgress = () => undefined;
  await Promise.all(calledBack);
  expect(calledBack).not.toEqual([]);
  expect([sent.documentId, await documents(), (await desk.do['requests.read']({ requestId })).documents]).toEqual([null, [], []]);

  const again = await desk.do['requests.addDocument']({ ...file, bytes: Uint8Array.from(png()) });
  expect((await desk.do['requests.read']({ requestId })).documents.map(({ documentId, content }) => [documentId, content])).toEqual([[again.documentId, 'received']]);
});

it('books an appointment for a request, moves it and cancels it; each is in the copy, and an old view changes nothing', async () => {
  const product = (await desk.do['requests.products']()).find(({ kind }) => kind !== 'software');
  const { officeId, requestId } = await draft(product?.productId);
  for (const { kind } of product?.documents ?? []) await desk.do['requests.addDocument']({ requestId, kind, fileName: `${kind}.png`, bytes: Uint8Array.from(png()) });
  await desk.do['requests.submit']({ requestId, revision: (await desk.do['requests.read']({ requestId })).revision });
  await desk.accept(requestId);
  await desk.until(({ home }) => home.some((item) => item.kind === 'requestWaitsForMe' && item.nextAction === 'bookAppointment'));
  const from = new Date(Date.now() + 2 * DAY).toISOString().slice(0, 10);
  const { days } = await desk.do['requests.slots']({ officeId, from, days: 14 });
  const [first, second] = days.flatMap(({ slots }) => slots);
  if (first === undefined || second === undefined) throw new Error('an office with two free times');
  const shown = async () => {
    const { appointment } = await desk.do['requests.read']({ requestId });
    return [appointment?.startsAt, appointment?.state];
  };

  const booked = await desk.do['requests.book']({ requestId, officeId, startsAt: first.startsAt });
  const { appointmentId } = booked;
  expect([booked.requestId, await shown()]).toEqual([requestId, [first.startsAt, 'booked']]);
  await desk.until(({ home }) => home.some(({ kind }) => kind === 'appointment'));
  const moved = await desk.do['requests.moveAppointment']({ appointmentId, startsAt: second.startsAt, revision: booked.revision });
  expect(await shown()).toEqual([second.startsAt, 'booked']);
  await expect(desk.do['requests.cancelAppointment']({ appointmentId, revision: booked.revision })).rejects.toMatchObject({ code: 'appointmentChanged' });
  expect(await shown()).toEqual([second.startsAt, 'booked']);

  desk.line.pull();
  expect(await shown()).toEqual([second.startsAt, 'booked']);
  await expect(desk.do['requests.cancelAppointment']({ appointmentId, revision: moved.revision })).rejects.toMatchObject({ code: 'authorityUnreachable' });
  desk.line.putBack();
  expect((await desk.do['requests.cancelAppointment']({ appointmentId, revision: moved.revision })).state).toBe('cancelled');
  await desk.until(({ home }) => !home.some(({ kind }) => kind === 'appointment'));
});

it('saves all that is kept about its person, where they say so', async () => {
  desk.saves = false;
  expect(await desk.do['account.saveExport']()).toEqual({ saved: false });
  desk.saves = true;
  expect(await desk.do['account.saveExport']()).toEqual({ saved: true });
  const [name, bytes] = [...desk.saved].at(-1) ?? ['', new Uint8Array()];
  expect(name).toMatch(/^clavis-donnees-\d{4}-\d\d-\d\d\.json$/u);
  const text = Buffer.from(bytes).toString();
  const data = exportReply.parse(JSON.parse(text));
  expect(data.account).toMatchObject({ email: WHO.email, firstName: 'Camille' });
  expect([data.sessions.length, data.terms.length, data.journal.length > 0]).toEqual([1, 1, true]);
  expect(JSON.stringify(data.areas)).toContain('Atelier Martin');
  for (const secret of [WHO.password, '$argon2', ...desk.keyring.secrets.values()].filter((one) => one !== WHO.email)) expect(text.includes(secret)).toBe(false);
});

it('reads everything anew where the authority no longer knows how far it has read; what waited goes out, once', async () => {
  const { fields, requestId, revision } = await draft();
  const before = (await desk.do['requests.list']()).map((row) => row.requestId);
  desk.line.pull();
  await desk.do['requests.modify']({ ...fields, holder: { ...fields.holder, firstName: 'Claude' }, requestId, revision });
  await desk.until(({ copy }) => copy?.waiting === 1);
  const { db } = desk.authority.deps;
  await db.transaction().execute((trx) => renameChanges(trx, randomUUID()));
  const seen = desk.views.length;
  desk.line.putBack();
  // The round that hears of it says so; the next one fills the copy.
  await desk.do['account.sync']().catch((error: unknown) => expect(error).toMatchObject({ code: 'localCopyDamaged' }));
  await desk.until(({ copy }) => copy?.state === 'upToDate' && copy.waiting === 0);
  expect(desk.views.slice(seen).some((view) => view.includes('cursorUnknown'))).toBe(true);
  expect((await desk.do['requests.list']()).map((row) => row.requestId).toSorted()).toEqual(before.toSorted());
  expect(await desk.do['requests.read']({ requestId })).toMatchObject({ pending: false, holderData: { firstName: 'Claude' }, revision: revision + 1 });
  expect(desk.view?.copy?.conflicts).toEqual([]);
});

it('asks for erasure: it is listed with its time, in the journal, and the account goes on until somebody has answered', async () => {
  expect(await desk.do['account.erasures']()).toEqual([]);
  await desk.do['account.reauthenticate']({ password: WHO.password });
  const { requestedAt } = await desk.do['account.requestErasure']();
  expect(Math.abs(Date.now() - requestedAt)).toBeLessThan(60_000);
  expect(await desk.do['account.erasures']()).toEqual([{ requestedAt, state: 'requested' }]);
  const { items } = await desk.do['account.journal']({ cursor: null });
  expect(items[0]?.event).toMatch(/erasure/iu);
  expect((await desk.do['requests.list']()).length).toBeGreaterThan(0);
});
