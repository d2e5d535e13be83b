import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OFFICE_REQUEST_ROUTES } from '../../../src-shared/http/office-requests.ts';
import { OFFICE_ROUTES } from '../../../src-shared/http/offices.ts';
import { REQUEST_ROUTES } from '../../../src-shared/http/requests.ts';
import type { Route } from '../../../src-shared/http/route-shape.ts';
import { AuthorityFixture, dumpTables, type CallInput } from '../authority-fixture.ts';
import { requestSamples } from '../samples/requests-samples.ts';
import type { Sample } from '../samples/sample.ts';
import { signIn, type SignedIn } from '../signed-in.ts';
import { openOffice } from '../test-office.ts';

/** Every route of the area that names an object, tried by whoever it does not belong to; made from the contract, so that a new one cannot escape. */
type Name = keyof typeof REQUEST_ROUTES | keyof typeof OFFICE_REQUEST_ROUTES;
const AREA: Readonly<Record<string, Route>> = { ...REQUEST_ROUTES, ...OFFICE_REQUEST_ROUTES };
const NAMES = (Object.keys(AREA) as Name[]).filter((name) => AREA[name]?.path.includes(':'));

let authority: AuthorityFixture;
let samples: Readonly<Record<Name | keyof typeof OFFICE_ROUTES, Sample>>;
let people: Readonly<Record<'holder' | 'otherHolder' | 'operator' | 'otherOperator' | 'operatorOfNone' | 'administrator', SignedIn>>;

beforeAll(async () => {
  authority = await AuthorityFixture.open();
  const [office, other] = [await openOffice(authority, 'Nantes'), await openOffice(authority, 'Rennes')];
  people = {
    holder: await signIn(authority, { role: 'holder' }),
    otherHolder: await signIn(authority, { role: 'holder' }),
    operator: await signIn(authority, { role: 'operator', officeId: office }),
    otherOperator: await signIn(authority, { role: 'operator', officeId: other }),
    operatorOfNone: await signIn(authority, { role: 'operator' }),
    administrator: await signIn(authority, { role: 'administrator' }),
  };
  samples = await requestSamples({ authority, holder: people.holder, operator: people.operator });
  await authority.authority.deps.mail.flush();
});
afterAll(() => authority.close());

function callOf(name: Name, person: SignedIn, params: Readonly<Record<string, string>> = {}): CallInput {
  const { body, upload, params: own } = samples[name];
  const sent = upload === undefined ? (body === undefined ? {} : { body }) : { body: Buffer.from(upload.bytes), type: upload.type };
  return { ...sent, params: { ...own, ...params }, bearer: person.bearer, idempotencyKey: randomUUID() };
}

describe.each(NAMES)('%s', (name) => {
  it('finds nothing of anybody else’s, and what it says is what it says of nothing', async () => {
    const before = await dumpTables(authority, ['account_sessions']);
    const office = AREA[name]?.permission === 'requests.judge';
    const said = new Set<string>();
    const strangers = office ? [people.otherOperator, people.operatorOfNone] : [people.otherHolder, people.otherOperator, people.administrator, people.operator];
    for (const stranger of strangers) said.add(JSON.stringify({ ...(await authority.call(name, callOf(name, stranger))).refusal(), requestId: '' }));
    const right = office ? people.operator : people.holder;
    for (const key of Object.keys(samples[name].params ?? {})) {
      said.add(JSON.stringify({ ...(await authority.call(name, callOf(name, right, { [key]: randomUUID() }))).refusal(), requestId: '' }));
    }
    expect([...said]).toEqual([JSON.stringify({ code: 'notFound', details: {}, requestId: '' })]);
    expect(await dumpTables(authority, ['account_sessions'])).toEqual(before);
  });
});

describe.each(NAMES.filter((name) => AREA[name]?.path.includes(':documentId')))('%s', (name) => {
  it('finds no document of one request under another one', async () => {
    const office = AREA[name]?.permission === 'requests.judge';
    const person = office ? people.operator : people.holder;
    const requestId = office ? samples.readRequest.params?.['requestId'] : samples.readOfficeRequest.params?.['requestId'];
    const reply = (await authority.call(name, callOf(name, person, { requestId: requestId ?? '' }))).refusal();
    // The holder owns both requests; one of them is being checked and takes no document any more.
    expect(['notFound', 'requestStateRefused']).toContain(reply.code);
  });
});

describe('offices', () => {
  const call = (name: 'createOffice' | 'changeOffice', input: CallInput) => authority.call(name, { bearer: people.administrator.bearer, idempotencyKey: randomUUID(), ...input });

  it('are told to everybody; the administrator opens, changes and closes them', async () => {
    const body = { ...samples.createOffice.body, name: 'Bureau de Quimper' };
    const made = (await call('createOffice', { body })).body();
    expect(made).toMatchObject({ name: 'Bureau de Quimper', open: true, revision: 1 });
    const change = { ...body, name: 'Bureau de Quimper-Centre', open: false, revision: 1 };
    const params = { officeId: made.officeId };
    expect((await call('changeOffice', { params, body: change })).body()).toMatchObject({ name: 'Bureau de Quimper-Centre', open: false, revision: 2 });
    expect((await call('changeOffice', { params, body: change })).refusal()).toMatchObject({ code: 'officeChangedMeanwhile', details: { revision: 2 } });
    const { offices } = (await authority.call('listOffices')).body();
    expect(offices.find(({ officeId }) => officeId === made.officeId)).toMatchObject({ name: 'Bureau de Quimper-Centre', open: false });
    const ask = { ...samples.createRequest.body, officeId: made.officeId };
    expect((await authority.call('createRequest', { bearer: people.holder.bearer, idempotencyKey: randomUUID(), body: ask })).refusal().code).toBe('officeUnavailable');
    const audit = await authority.authority.deps.db.selectFrom('audit').select('event').where('subject', '=', made.officeId).orderBy('seq').execute();
    expect(audit.map(({ event }) => event)).toEqual(['office.created', 'office.changed']);
  });

  it.each([
    ['a zone that is none', { timeZone: 'Europe/Atlantis' }],
    ['hours that end before they begin', { weekly: [{ weekday: 1, from: '12:00', to: '09:00' }] }],
    ['an eighth day', { weekly: [{ weekday: 8, from: '09:00', to: '12:00' }] }],
    ['a date that is none', { closedOn: ['2026-02-30'] }],
  ])('have no opening with %s', async (_, wrong) => {
    const body = { ...samples.createOffice.body, opening: { timeZone: 'Europe/Paris', slotMinutes: 30, desks: 1, weekly: [], closedOn: [], ...wrong } };
    expect((await call('createOffice', { body })).refusal().code).toBe('requestInvalid');
  });

  it('are there once in an embedded authority, whatever seeds it again', async () => {
    const { offices } = (await authority.call('listOffices')).body();
    expect(offices.filter(({ name }) => name === 'Bureau d’enregistrement de répétition')).toHaveLength(1);
  });
});

describe('products', () => {
  it('are told to everybody, in both languages, with what they ask for', async () => {
    const { products } = (await authority.call('listProducts')).body();
    expect(products.length).toBeGreaterThan(2);
    for (const { names, documents, kind, supports } of products) {
      expect(names.fr).not.toBe(names.en);
      expect(documents.filter(({ required }) => required).length).toBeGreaterThan(0);
      expect(supports.length > 0).toBe(kind === 'token');
    }
  });
});
