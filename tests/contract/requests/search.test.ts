import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REQUEST_STATES } from '../../../src-shared/domain/request-codes.ts';
import { DEFAULT_PRODUCTS } from '../../../src-server/catalogue/products.ts';
import { fold } from '../../../src-server/domain/fold.ts';
import { requestValues } from '../../../src-server/use-cases/requests/request-values.ts';
import { SORT_COLUMNS, type RequestSummary } from '../../../src-shared/http/requests.ts';
import { engineOfTests } from '../../support/test-database.ts';
import { AuthorityFixture } from '../authority-fixture.ts';
import { signIn, type SignedIn } from '../signed-in.ts';
import { openOffice } from '../test-office.ts';
import { RequestDesk, requestBody } from './request-desk.ts';

const COUNT = 5_000;
const ENTITIES = ['Émeraude & Fils', 'ÉCLAIR', 'eclair', 'Zébulon', 'Œuvre d’Art', 'Les 100 % Bois', 'A_B', 'Ωmega', 'Żubr sp.'];
const NAMES = ['Lévêque', 'Martin', 'martin', 'O’Brien', 'Šimek', 'de La Tour'];

let authority: AuthorityFixture;
let officeId: string;
let person: SignedIn;
let desk: RequestDesk;
let everything: readonly RequestSummary[];

/** 5,000 requests of one person, in every state, and as many of others; straight into the table. */
beforeAll(async () => {
  authority = await AuthorityFixture.open();
  officeId = await openOffice(authority, 'Nantes');
  person = await signIn(authority, { role: 'holder' });
  desk = new RequestDesk(authority, person);
  const other = await signIn(authority, { role: 'holder' });
  const { db } = authority.authority.deps;
  const rows = Array.from({ length: 2 * COUNT }, (_, i) => {
    const number = 600_000 + i;
    const at = authority.now - ((i * 7919) % 1000) * 60_000;
    const body = requestBody(officeId, { name: ENTITIES[i % ENTITIES.length] ?? '', lastName: NAMES[i % NAMES.length] ?? '', productId: DEFAULT_PRODUCTS[i % DEFAULT_PRODUCTS.length]?.productId ?? '' });
    return {
      ...requestValues(body, number, at),
      id: randomUUID(),
      number,
      account_id: i < COUNT ? person.accountId : other.accountId,
      state: REQUEST_STATES[(i * 3) % REQUEST_STATES.length] ?? 'draft',
      revision: 1,
      replaces_certificate_id: null,
      assigned_to: null,
      outcome_reason: null,
      created_at: at,
      state_at: at,
      submitted_at: null,
      ended_at: null,
    };
  });
  await db.transaction().execute(async (trx) => {
    for (let at = 0; at < rows.length; at += 500) await trx.insertInto('requests').values(rows.slice(at, at + 500)).execute();
  });
  everything = await all({ sort: { by: 'number', descending: false } });
});
afterAll(() => authority.close());

async function all(search: object, limit = 200): Promise<readonly RequestSummary[]> {
  const found: RequestSummary[] = [];
  for (let cursor: string | null = null, pages = 0; pages === 0 || cursor !== null; pages += 1) {
    const page = (await desk.call('searchRequests', { body: { ...search, cursor, limit } })).body();
    found.push(...page.items);
    cursor = page.next;
  }
  return found;
}

const keyOf: Readonly<Record<(typeof SORT_COLUMNS)[number], (item: RequestSummary) => string | number>> = {
  date: ({ createdAt }) => createdAt,
  number: ({ number }) => number,
  product: ({ productId }) => fold(DEFAULT_PRODUCTS.find((one) => one.productId === productId)?.names.fr ?? ''),
  entity: ({ entity }) => fold(entity),
  holder: ({ holder }) => fold(holder.replace(/^Zoé /u, '')),
  state: ({ state }) => REQUEST_STATES.indexOf(state),
};

describe('a list of 5,000 requests', () => {
  it.each(SORT_COLUMNS.flatMap((by) => [[by, false] as const, [by, true] as const]))('by %s (descending: %s): each of mine once, in order', async (by, descending) => {
    const found = await all({ sort: { by, descending } });
    expect(found).toHaveLength(COUNT);
    expect(new Set(found.map(({ requestId }) => requestId)).size).toBe(COUNT);
    const keys = found.map(keyOf[by]);
    for (const [i, key] of keys.entries()) {
      const before = keys[i - 1];
      if (before === undefined) continue;
      // Folded text compares by its bytes, as UTF-8 sorts.
      const compared = typeof key === 'number' ? Math.sign(Number(before) - key) : Math.sign(Buffer.compare(Buffer.from(String(before)), Buffer.from(key)));
      expect([i, descending ? compared >= 0 : compared <= 0]).toEqual([i, true]);
    }
  });

  it('is the newest 50 unless asked otherwise', async () => {
    const page = (await desk.call('searchRequests', { body: {} })).body();
    expect(page.items).toHaveLength(50);
    expect(page.next).not.toBeNull();
  });

  it.each([
    ['eclair', ({ entity }: RequestSummary) => /clair$/iu.test(entity)],
    ['ÉMERAUDE leveque', ({ entity, holder }: RequestSummary) => entity.startsWith('Émeraude') && holder.endsWith('Lévêque')],
    ['oeuvre', ({ entity }: RequestSummary) => entity.startsWith('Œuvre')],
    ['100 %', ({ entity }: RequestSummary) => entity.includes('100 %')],
    ['a_b', ({ entity }: RequestSummary) => entity === 'A_B'],
    ['60004', ({ number }: RequestSummary) => String(number).includes('60004')],
    ['732829320', () => true],
    ['!', () => false],
    ['_________________________________________', () => false],
    ["' or 1=1 --", () => false],
  ] as const)('finds %j by its words, whatever their case and accents', async (text, matches) => {
    const found = await all({ text, sort: { by: 'number', descending: false } });
    expect(found.map(({ number }) => number)).toEqual(everything.filter(matches).map(({ number }) => number));
  });

  it('keeps to the states that were asked', async () => {
    const found = await all({ states: ['issued', 'refused'] });
    expect(new Set(found.map(({ state }) => state))).toEqual(new Set(['issued', 'refused']));
    expect(found).toHaveLength(COUNT / 5);
  });

  it('goes on where it was though others are added and the last one seen is changed', async () => {
    const search = { sort: { by: 'number', descending: true }, limit: 10 };
    const first = (await desk.call('searchRequests', { body: search })).body();
    const last = first.items.at(-1);
    const { db } = authority.authority.deps;
    const newest = await db.selectFrom('requests').selectAll().where('account_id', '=', person.accountId).orderBy('number', 'desc').executeTakeFirstOrThrow();
    const added = { ...newest, id: randomUUID(), number: 700_000 };
    await db.insertInto('requests').values(added).execute();
    await db.updateTable('requests').set({ state: 'withdrawn', revision: 2 }).where('id', '=', last?.requestId ?? '').execute();
    const second = (await desk.call('searchRequests', { body: { ...search, cursor: first.next } })).body();
    expect(second.items[0]?.number).toBe((last?.number ?? 0) - 1);
    await db.deleteFrom('requests').where('id', '=', added.id).execute();
    await db.updateTable('requests').set({ state: last?.state ?? 'draft', revision: 1 }).where('id', '=', last?.requestId ?? '').execute();
  });

  it.each(['x', 'W10', 'bnVsbA', Buffer.from(JSON.stringify(['date', true, 'x', randomUUID()])).toString('base64url'), Buffer.from(JSON.stringify(['number', true, 1, randomUUID()])).toString('base64url'), Buffer.from(JSON.stringify(['date', true, 1.5, randomUUID()])).toString('base64url')])('refuses the cursor %s', async (cursor) => {
    expect((await desk.call('searchRequests', { body: { cursor } })).refusal()).toMatchObject({ code: 'requestInvalid', details: { field: 'cursor' } });
  });

  it('shows an office all of its requests but drafts, and nobody else’s', async () => {
    const operator = new RequestDesk(authority, await signIn(authority, { role: 'operator', officeId }));
    const page = (await operator.call('searchOfficeRequests', { body: { states: ['draft'] } })).body();
    expect(page.items).toEqual([]);
    const [item] = (await operator.call('searchOfficeRequests', { body: { states: ['submitted'], sort: { by: 'number', descending: false }, limit: 1 } })).body().items;
    const taken = await operator.take({ requestId: item?.requestId ?? '', number: item?.number ?? 0, state: 'submitted', revision: 1 });
    const mine = (await operator.call('searchOfficeRequests', { body: { assigned: 'mine' } })).body().items;
    expect(mine.map(({ requestId }) => requestId)).toEqual([taken.requestId]);
    const free = (await operator.call('searchOfficeRequests', { body: { assigned: 'free', states: ['beingChecked'], sort: { by: 'number', descending: false } } })).body().items;
    expect(free.map(({ requestId }) => requestId)).not.toContain(taken.requestId);
    const elsewhere = new RequestDesk(authority, await signIn(authority, { role: 'operator', officeId: await openOffice(authority, 'Rennes') }));
    expect((await elsewhere.call('searchOfficeRequests', { body: {} })).body()).toEqual({ items: [], next: null });
    const nowhere = new RequestDesk(authority, await signIn(authority, { role: 'operator' }));
    expect((await nowhere.call('searchOfficeRequests', { body: {} })).refusal().code).toBe('notFound');
  });

  it('goes on from page to page, whatever it is sorted by', async () => {
    const times: number[] = [];
    for (const by of SORT_COLUMNS) {
      let cursor: string | null = null;
      for (let page = 0; page < 10; page += 1) {
        const begun = performance.now();
        cursor = (await desk.call('searchRequests', { body: { sort: { by, descending: true }, cursor } })).body().next;
        times.push(performance.now() - begun);
        expect(cursor, `${by}, page ${page}`).not.toBeNull();
      }
      const begun = performance.now();
      await desk.call('searchRequests', { body: { text: 'eclair martin', sort: { by, descending: true } } });
      times.push(performance.now() - begun);
    }
    const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
    console.log(`${engineOfTests()}: a page of 50 of ${COUNT}: median ${median.toFixed(1)} ms, worst ${Math.max(...times).toFixed(1)} ms`);
  });
});
