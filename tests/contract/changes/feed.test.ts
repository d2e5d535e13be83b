import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { up } from '../../../src-server/db/migrations/0010-changes.ts';
import { readChanges } from '../../../src-server/use-cases/changes/read-changes.ts';
import { endEverythingOpen } from '../../../src-server/repositories/after-restore.ts';
import { AuthorityFixture } from '../authority-fixture.ts';
import { RequestDesk } from '../requests/request-desk.ts';
import { signIn, type SignedIn } from '../signed-in.ts';
import { openOffice } from '../test-office.ts';
import { FeedCopy, shownElsewhere } from './feed-copy.ts';

let authority: AuthorityFixture;
let holder: SignedIn;
let desk: RequestDesk;
let office: string;
let copy: FeedCopy;
beforeEach(async () => {
  authority = await AuthorityFixture.open();
  holder = await signIn(authority, { role: 'holder' });
  office = await openOffice(authority, 'Nantes');
  desk = new RequestDesk(authority, holder);
  copy = new FeedCopy(authority, holder);
});
afterEach(() => authority.close());

const setLanguage = (language: 'fr' | 'en') => authority.call('setLanguage', { bearer: holder.bearer, body: { language } });

describe('the feed', () => {
  it('is read without keeping the session from its end: a program alone is nobody', async () => {
    const read = () => authority.call('readChanges', { bearer: holder.bearer, body: { cursor: null, limit: 1 } });
    for (let minute = 1; minute < 30; minute++) {
      authority.now += 60_000;
      (await read()).body();
    }
    authority.now += 60_000;
    expect((await read()).refusal().code).toBe('signInExpired');
  });

  it('tells each object once, in the order of its last change, whatever the size of a page', async () => {
    const first = await desk.draft(office);
    const second = await desk.draft(office);
    (await desk.call('modifyRequest', { params: { requestId: first.requestId }, body: { ...(await bodyOf(first.requestId)), revision: 1 } })).body();
    (await setLanguage('en')).body();
    for (const limit of [1, 2, 500]) {
      const anew = new FeedCopy(authority, holder);
      const items = await anew.follow(limit);
      expect(items.map(({ kind, id }) => [kind, kind === 'journal' ? '' : id])).toEqual([
        ['request', second.requestId],
        ['request', first.requestId],
        ['account', holder.accountId],
        ['journal', ''],
      ]);
      expect(items.map(({ revision }) => revision)).toEqual(items.map(({ revision }) => revision).toSorted((a, b) => a - b));
      expect(anew.seen()).toEqual(await shownElsewhere(authority, holder));
    }
  });

  it('has nothing more to tell until something changes, then just that', async () => {
    const draft = await desk.draft(office);
    await copy.follow();
    expect(await copy.page()).toMatchObject({ items: [], upToDate: true });
    authority.now += 5;
    await desk.add(draft.requestId, 'other');
    const items = await copy.follow();
    expect(items).toMatchObject([{ kind: 'request', id: draft.requestId, at: authority.now, data: { documents: [{ content: 'received' }] } }]);
  });

  it('tells that an object is gone', async () => {
    const { requestId } = await desk.draft(office);
    await copy.follow();
    (await desk.call('deleteRequest', { params: { requestId } })).body();
    expect(await copy.follow()).toMatchObject([{ kind: 'request', id: requestId, data: null }]);
    expect(copy.seen().filter((line) => line.startsWith('["request'))).toEqual([]);
  });

  it('tells nobody of anybody else', async () => {
    const other = await signIn(authority, { role: 'holder' });
    await desk.draft(office);
    expect((await new FeedCopy(authority, other).follow()).map(({ kind, id }) => [kind, id])).toEqual([['account', other.accountId]]);
    await copy.follow();
    const reply = await authority.call('readChanges', { bearer: other.bearer, body: { cursor: copy.cursor, limit: 10 } });
    expect([reply.status, reply.refusal().code]).toEqual([410, 'cursorUnknown']);
  });

  it('goes on from a cursor of before a restart', async () => {
    await desk.draft(office);
    await copy.follow();
    await authority.restart();
    const { requestId } = await desk.draft(office);
    expect(await copy.follow()).toMatchObject([{ kind: 'request', id: requestId }]);
  });

  it('is the same whichever page it is read in while others write', async () => {
    for (let i = 0; i < 6; i++) await desk.draft(office);
    for (const language of ['en', 'fr', 'en'] as const) {
      await copy.page(2);
      await setLanguage(language);
    }
    await copy.follow(2);
    expect(copy.seen()).toEqual(await shownElsewhere(authority, holder));
  });

  it('asks the database as often for a long page as for a short one', async () => {
    for (let i = 0; i < 12; i++) await desk.add((await desk.draft(office)).requestId, 'other');
    const { deps } = authority.authority;
    const queriesOf = async (limit: number): Promise<number> => {
      let queries = 0;
      const counted = deps.db.withPlugin({
        transformQuery: ({ node }) => {
          queries++;
          return node;
        },
        transformResult: async ({ result }) => result,
      });
      const { items } = await readChanges({ ...deps, db: counted }, holder.accountId, { cursor: null, limit });
      expect(items.filter(({ kind }) => kind === 'request')).toHaveLength(limit - 1);
      return queries;
    };
    expect(await queriesOf(13)).toBe(await queriesOf(3));
  });

  it('what a transaction took back was never told', async () => {
    await copy.follow();
    const refused = await desk.call('createRequest', { body: { ...(await bodyOf((await desk.draft(office)).requestId)), officeId: randomUUID() } });
    expect(refused.refusal().code).toBe('officeUnavailable');
    expect((await copy.follow()).map(({ kind }) => kind)).toEqual(['request']);
  });
});

describe('a cursor that means nothing', () => {
  const readWith = async (cursor: string) => authority.call('readChanges', { bearer: holder.bearer, body: { cursor, limit: 10 } });

  it('is refused as unknown: of none, of another authority, of a later moment', async () => {
    await setLanguage('en');
    await copy.follow();
    const [epoch, account, seq] = Buffer.from(copy.cursor ?? '', 'base64url').toString('latin1').split('.');
    const unknown = [`${randomUUID()}.${account}.${seq}`, `${epoch}.${randomUUID()}.${seq}`, `${epoch}.${account}.${Number(seq) + 1}`, `${epoch}.${account}.-1`, `${epoch}.${account}`, 'x'];
    for (const text of unknown) {
      const reply = await readWith(Buffer.from(text, 'latin1').toString('base64url'));
      expect([text, reply.status, reply.refusal().code]).toEqual([text, 410, 'cursorUnknown']);
    }
    (await readWith(copy.cursor ?? '')).body();
  });

  it('is one of before a backup was put back', async () => {
    await setLanguage('en');
    await copy.follow();
    const { db } = authority.authority.deps;
    await db.transaction().execute((trx) => endEverythingOpen(trx, authority.now));
    await db.updateTable('account_sessions').set({ ended_at: null }).execute();
    expect((await readWith(copy.cursor ?? '')).refusal().code).toBe('cursorUnknown');
    expect(await new FeedCopy(authority, holder).follow()).toHaveLength(copy.objects.size);
  });
});

describe('a database of before there was a feed', () => {
  it('tells everything that is there already', async () => {
    await desk.add((await desk.draft(office)).requestId, 'other');
    await setLanguage('en');
    const { db } = authority.authority.deps;
    await db.schema.dropTable('changes').execute();
    await db.schema.dropTable('change_head').execute();
    await db.transaction().execute((trx) => up(trx as unknown as Transaction<unknown>));
    await copy.follow();
    expect(copy.seen()).toEqual(await shownElsewhere(authority, holder));
    await setLanguage('fr');
    expect((await copy.follow()).map(({ kind }) => kind)).toEqual(['account', 'journal']);
  });
});

async function bodyOf(requestId: string) {
  const { productId, officeId, establishment, holderData } = (await desk.read(requestId)).body();
  return { productId, officeId, establishment, holder: holderData };
}
