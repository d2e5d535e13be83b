import { ServerResponse } from 'node:http';
import { queryObjects } from 'node:v8';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IDLE_MS, TOUCH_MS } from '../../../src-server/access/session-limits.ts';
import { ChangeStream } from '../../../src-server/changes/change-stream.ts';
import { STREAMS_MAX } from '../../../src-server/changes/change-streams.ts';
import { openDatabase } from '../../../src-server/db/open-database.ts';
import { databaseLocation } from '../../../src-server/open-stores.ts';
import { nextChangeSeq, putChange } from '../../../src-server/repositories/changes.ts';
import { errorReply } from '../../../src-shared/http/contract.ts';
import { eventually } from '../../support/eventually.ts';
import { EventStream } from '../../support/event-stream.ts';
import { AuthorityFixture } from '../authority-fixture.ts';
import { signIn, type SignedIn } from '../signed-in.ts';
import { FeedCopy } from './feed-copy.ts';

let authority: AuthorityFixture;
let holder: SignedIn;
let url: string;
beforeEach(async () => {
  authority = await AuthorityFixture.open();
  holder = await signIn(authority, { role: 'holder' });
  url = await authority.authority.listen();
});
afterEach(() => authority.close());

const changes = () => authority.authority.deps.changes;
const setLanguage = async (person: SignedIn, language: 'fr' | 'en' = 'en') => (await authority.call('setLanguage', { bearer: person.bearer, body: { language } })).body();
const newest = async (person: SignedIn): Promise<number | undefined> => (await new FeedCopy(authority, person).follow()).at(-1)?.revision;

describe('a stream', () => {
  it('tells of a change once it is committed, by the newest revision', async () => {
    const stream = await EventStream.open(url, holder.bearer);
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.response.headers.get('cache-control')).toBe('no-store');
    expect(stream.response.headers.get('x-accel-buffering')).toBe('no');
    await setLanguage(holder);
    let told = await stream.changed();
    const last = await newest(holder);
    // Account and journal may be told together or one after the other, never beyond the last.
    while (told !== last) told = await stream.changed();
    expect(told).toBe(last);
    stream.leave();
  });

  it('tells nothing of anybody else’s', async () => {
    const other = await signIn(authority, { role: 'holder' });
    const [mine, theirs] = [await EventStream.open(url, holder.bearer), await EventStream.open(url, other.bearer)];
    await setLanguage(other);
    expect(await theirs.changed()).toBe(await newest(other));
    await setLanguage(holder);
    expect(await mine.changed()).toBe(await newest(holder));
    mine.leave();
    theirs.leave();
  });

  it('tells what nobody was heard to commit, by the next look', async () => {
    const stream = await EventStream.open(url, holder.bearer);
    const elsewhere = await openDatabase(databaseLocation(authority.location), authority.now);
    const seq = await elsewhere.transaction().execute(async (trx) => {
      const next = await nextChangeSeq(trx);
      await putChange(trx, { account_id: holder.accountId, kind: 'account', object_id: holder.accountId, seq: next, at: authority.now });
      return next;
    });
    await elsewhere.destroy();
    await changes().tick();
    expect(await stream.changed()).toBe(seq);
    stream.leave();
  });

  it('says that it is alive with each tenth look', async () => {
    const stream = await EventStream.open(url, holder.bearer);
    for (let i = 0; i < 10; i++) await changes().tick();
    expect(await stream.next()).toBe(': alive');
    stream.leave();
  });

  it('is refused in the one shape', async () => {
    const response = await fetch(`${url}/v1/changes/stream`, { headers: { authorization: 'Bearer nobody' } });
    expect(response.status).toBe(401);
    expect(errorReply.parse(await response.json()).error.code).toBe('signInRequired');
  });
});

describe('the session behind a stream', () => {
  it('is not kept from ending, by opening it or by its being open', async () => {
    const { db } = authority.authority.deps;
    const seen = async () => (await db.selectFrom('account_sessions').select('seen_at').where('id', '=', holder.sessionId).executeTakeFirstOrThrow()).seen_at;
    const before = await seen();
    authority.now += TOUCH_MS;
    const stream = await EventStream.open(url, holder.bearer);
    await changes().tick();
    expect(await seen()).toBe(before);
    authority.now += IDLE_MS - TOUCH_MS - 1;
    await changes().tick();
    expect(changes().size).toBe(1);
    authority.now += 1;
    await changes().tick();
    expect(await stream.next()).toBeNull();
    expect(changes().size).toBe(0);
  });

  it('once closed by its owner, closes the stream', async () => {
    const stream = await EventStream.open(url, holder.bearer);
    (await authority.call('logOut', { bearer: holder.bearer })).body();
    await changes().tick();
    await stream.changed();
    expect(await stream.next()).toBeNull();
  });

  it('of an account that was locked out, closes the stream', async () => {
    const stream = await EventStream.open(url, holder.bearer);
    await authority.authority.deps.db.updateTable('accounts').set({ disabled_at: authority.now }).where('id', '=', holder.accountId).execute();
    await changes().tick();
    expect(await stream.next()).toBeNull();
  });
});

describe('many streams', () => {
  it('of one account are five: the oldest makes room', async () => {
    const streams: EventStream[] = [];
    for (let i = 0; i <= STREAMS_MAX; i++) streams.push(await EventStream.open(url, holder.bearer));
    expect(await streams[0]?.next()).toBeNull();
    const other = await signIn(authority, { role: 'holder' });
    streams.push(await EventStream.open(url, other.bearer));
    expect(changes().size).toBe(STREAMS_MAX + 1);
    await setLanguage(holder);
    for (const stream of streams.slice(1, -1)) expect(await stream.changed()).toBe(await newest(holder));
    for (const stream of streams) stream.leave();
  });

  it('leave nothing behind, opened and dropped by two hundred', async () => {
    const people = [holder];
    while (people.length < 200 / STREAMS_MAX) people.push(await signIn(authority, { role: 'holder' }));
    const round = async (): Promise<void> => {
      const opened = await Promise.all(people.flatMap(({ bearer }) => Array.from({ length: STREAMS_MAX }, () => EventStream.open(url, bearer))));
      expect(changes().size).toBe(200);
      for (const stream of opened) stream.leave();
      await expect.poll(() => changes().size, { timeout: 10_000 }).toBe(0);
    };
    for (let i = 0; i < 3; i++) await round();
    // Of six hundred; a few may still be on their way out of the sockets.
    await eventually(() => expect(Math.max(...left())).toBeLessThan(20));
  });
});

describe('an authority that stops', () => {
  it('ends its streams at once', async () => {
    const stream = await EventStream.open(url, holder.bearer);
    const began = performance.now();
    const closed = authority.authority.close();
    expect(await stream.next()).toBeNull();
    await closed;
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

/** Streams and replies that something still holds: they are counted after a collection. */
const left = (): readonly number[] => [ChangeStream, ServerResponse].map((kind) => queryObjects(kind, { format: 'count' }));
