import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LocalStore } from '../../src-main/ports/local-store.ts';
import { ManualClock, ModelAuthority, objectsOf, ProgramLife, settled, storeInMemory, untilResting, update, type Fault } from '../support/sync-world.ts';

/**
 * A copy and the authority through every loss and every kill. The oracle is the authority's count of what it carried out, and the
 * outbox as it is in the tables; never what the engine says.
 */
interface Desk {
  readonly authority: ModelAuthority;
  readonly store: LocalStore;
  readonly clock: ManualClock;
  /** All that a person has queued, in order. */
  readonly queued: string[];
}

/** Objects a to d known on both sides; queued: two on a, one on b that is stale, one behind it, one on c that is refused, one new. */
async function desk(): Promise<Desk> {
  const authority = new ModelAuthority();
  const store = storeInMemory();
  for (const id of ['a', 'b', 'c', 'd']) authority.write(id, `${id}1`);
  const clock = new ManualClock();
  const first = new ProgramLife({ store, feed: authority, clock });
  await untilResting(first, clock);
  await first.stop();
  const changes = [update('a2', 'a', 'mine a2', 1), update('b2', 'b', 'mine b2', 1), update('a3', 'a', 'mine a3', 1), update('b3', 'b', 'mine b3', 1), update('c2', 'c', 'refused', 1), update('e1', 'e', 'mine e1', null)];
  for (const entry of changes) await store.enqueue(entry);
  authority.write('b', 'theirs b2');
  authority.write('d', null);
  return { authority, store, clock, queued: changes.map(({ id }) => id) };
}

async function expectNothingLost({ authority, store, queued }: Desk): Promise<void> {
  const outbox = (await store.changes()).map(({ id }) => id);
  const done = new Set(authority.carriedOut);
  expect(authority.carriedOut.length, 'carried out twice').toBe(done.size);
  for (const id of queued) expect([id, done.has(id) || outbox.includes(id)]).toEqual([id, true]);
}

/** At rest: everything that could be carried out was, once, in order; the rest waits for a person; copy and authority are the same. */
async function expectQuiet(world: Desk): Promise<void> {
  await expectNothingLost(world);
  const { authority, store } = world;
  expect(authority.carriedOut).toEqual(['a2', 'a3', 'e1']);
  expect((await store.changes()).map(({ id, state, problem, baseRevision }) => [id, state, problem, baseRevision])).toEqual([
    ['b2', 'conflict', null, 1],
    ['b3', 'waiting', null, 1],
    ['c2', 'refused', 'forbidden', 1],
  ]);
  await expectSame(world);
}

async function expectSame({ authority, store }: Desk): Promise<void> {
  const theirs = [...authority.objects.values()].filter(({ data }) => data !== null).toSorted((x, y) => (x.id < y.id ? -1 : 1));
  expect(await objectsOf(store)).toEqual(theirs);
  expect((await authority.pull((await store.mark()).cursor)).items).toEqual([]);
}

async function liveAndGoOn(world: Desk, faults: readonly Fault[]): Promise<void> {
  const struck = new ProgramLife({ store: world.store, feed: world.authority, clock: world.clock, faults });
  await Promise.race([untilResting(struck, world.clock), struck.died]);
  await expectNothingLost(world);
  if (faults.some(({ kind }) => kind === 'killed')) {
    const next = new ProgramLife({ store: world.store, feed: world.authority, clock: world.clock });
    await untilResting(next, world.clock);
    await next.stop();
  } else await struck.stop();
}

describe('the account kept in step', () => {
  it('through the loss of each request and each reply, and a kill before and after each call', async () => {
    const clean = await desk();
    const life = new ProgramLife({ store: clean.store, feed: clean.authority, clock: clean.clock });
    await untilResting(life, clean.clock);
    await life.stop();
    await expectQuiet(clean);
    const calls = life.calls.length;
    expect(life.calls.filter((name) => name === 'feed.send')).toHaveLength(5);
    let cases = 0;
    for (let at = 1; at <= calls; at++) {
      for (const when of ['before', 'after'] as const) {
        for (const kind of ['killed', 'lost'] as const) {
          if (kind === 'lost' && !life.calls[at - 1]?.startsWith('feed.')) continue;
          const world = await desk();
          const played = liveAndGoOn(world, [{ kind, at, when }]).then(() => expectQuiet(world));
          await played.catch((error: unknown) => {
            throw new Error(`${kind} ${when} call ${at} (${life.calls[at - 1] ?? ''})`, { cause: error });
          });
          cases++;
        }
      }
    }
    console.log(`sync sweep: ${calls} calls, ${cases} cases`);
  });

  it.each(['store.mark', 'store.next', 'store.markSending', 'store.settle', 'feed.pull', 'feed.send'])('that hangs in %s ends as a failure that names it, and no run waits for it', async (name) => {
    const world = await desk();
    const hanging = <T extends object>(target: T, of: string): T =>
      new Proxy(target, {
        get: (object, key) => (`${of}.${String(key)}` === name ? () => new Promise(() => undefined) : (Reflect.get(object, key) as unknown)),
      });
    // Whose methods keep their own state: bound, as the engine would call them.
    const { authority, store, clock } = world;
    const feed = { pull: (cursor: string | null) => authority.pull(cursor), send: (...args: Parameters<ModelAuthority['send']>) => authority.send(...args) };
    const life = new ProgramLife({ store: hanging(store, 'store'), feed: hanging(feed, 'feed'), clock });
    await expect(untilResting(life, clock)).rejects.toThrow(new RegExp(`never at rest: .*${name}$`, 'u'));
    // A sign-out waits for the disk, whose answer it needs, and for no authority.
    if (name.startsWith('feed.')) await life.stop();
    else await expect(life.stop()).rejects.toThrow(new RegExp(`never stopped: .*${name}$`, 'u'));
    await expectNothingLost(world);
  });

  it('whatever happens in whatever order, nothing queued is lost or carried out twice', async () => {
    const objects = ['a', 'b', 'c'] as const;
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant('queue' as const), object: fc.constantFrom(...objects), refused: fc.integer({ min: 0, max: 9 }).map((n) => n === 0) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('other' as const), object: fc.constantFrom(...objects), gone: fc.boolean() }) },
      { weight: 4, arbitrary: fc.record({ do: fc.constant('live' as const), faults: fc.array(fc.record({ kind: fc.constantFrom('killed' as const, 'lost' as const), at: fc.integer({ min: 1, max: 40 }), when: fc.constantFrom('before' as const, 'after' as const) }), { maxLength: 4 }) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('stop' as const), turns: fc.integer({ min: 0, max: 12 }) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('decide' as const), insist: fc.boolean() }) },
    );
    const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    console.log(`sync: seed ${seed}`);
    let carriedOut = 0;
    let conflicts = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
        const world: Desk = { authority: new ModelAuthority(), store: storeInMemory(), clock: new ManualClock(), queued: [] };
        const { authority, store, clock, queued } = world;
        let count = 0;
        for (const event of steps) {
          if (event.do === 'queue') {
            const id = `q${++count}`;
            const known = await store.read('request', event.object);
            await store.enqueue(update(id, event.object, event.refused ? 'refused' : id, known?.revision ?? null));
            queued.push(id);
          } else if (event.do === 'other') authority.write(event.object, event.gone ? null : `other ${++count}`);
          else if (event.do === 'decide') {
            const stuck = (await store.changes()).find(({ state }) => state === 'conflict' || state === 'refused');
            if (stuck === undefined) continue;
            // A decision takes the old key out of the account: what a person gave up is not lost.
            queued.splice(queued.indexOf(stuck.id), 1);
            if (event.insist && stuck.state === 'conflict') {
              const again = `q${++count}`;
              await store.insist(stuck.id, again);
              queued.push(again);
            } else await store.discard(stuck.id);
          } else if (event.do === 'live') {
            const life = new ProgramLife({ store, feed: authority, clock, faults: event.faults });
            await Promise.race([untilResting(life, clock), life.died]);
            if (life.engine.state.phase === 'resting' && life.engine.state.nextAt !== null) await life.stop();
          } else {
            const life = new ProgramLife({ store, feed: authority, clock });
            life.engine.start();
            for (let turn = 0; turn < event.turns; turn++) await Promise.resolve();
            await life.stop();
          }
          await expectNothingLost(world);
        }
        const last = new ProgramLife({ store, feed: authority, clock });
        await untilResting(last, clock);
        await last.stop();
        await expectNothingLost(world);
        await expectSame(world);
        const left = await store.changes();
        // Nothing is left that could go out: only what a person has to decide on, and what is behind it.
        expect(left.filter(({ state }) => state === 'sending')).toEqual([]);
        for (const change of left.filter(({ state }) => state === 'waiting')) {
          expect(left.some((other) => (other.state === 'conflict' || other.state === 'refused') && other.about?.id === change.about?.id)).toBe(true);
        }
        carriedOut += authority.carriedOut.length;
        conflicts += left.filter(({ state }) => state === 'conflict').length;
      }),
      { seed, numRuns: 400 },
    );
    console.log(`sync: ${carriedOut} changes carried out, ${conflicts} conflicts left`);
    expect(carriedOut).toBeGreaterThan(200);
    expect(conflicts).toBeGreaterThan(20);
  });

  it('drops the reply of an account that was signed out, and touches no other’s queue', async () => {
    const mine = await desk();
    const other = await desk();
    const otherBefore = await other.store.changes();
    for (let call = 1; call <= 12; call++) {
      const waiting = Promise.withResolvers<void>();
      let sent = 0;
      const slow = {
        pull: (cursor: string | null) => mine.authority.pull(cursor),
        send: async (...args: Parameters<ModelAuthority['send']>) => {
          const outcome = await mine.authority.send(...args);
          if (++sent === call) await waiting.promise;
          return outcome;
        },
      };
      const engine = new ProgramLife({ store: mine.store, feed: slow, clock: mine.clock });
      engine.engine.start();
      await settled();
      await engine.stop();
      const before = await mine.store.changes();
      const switched = new ProgramLife({ store: other.store, feed: { pull: () => new Promise(() => undefined), send: () => new Promise(() => undefined) }, clock: other.clock });
      switched.engine.start();
      waiting.resolve();
      await settled();
      await switched.stop();
      expect(await mine.store.changes()).toEqual(before);
      expect(await other.store.changes()).toEqual(otherBefore);
      await expectNothingLost(mine);
    }
    const again = new ProgramLife({ store: mine.store, feed: mine.authority, clock: mine.clock });
    await untilResting(again, mine.clock);
    await again.stop();
    await expectQuiet(mine);
    const theirs = new ProgramLife({ store: other.store, feed: other.authority, clock: other.clock });
    await untilResting(theirs, other.clock);
    await theirs.stop();
    await expectQuiet(other);
  });
});
