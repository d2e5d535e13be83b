import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { pauseLength } from '../../../src-main/use-cases/sync/pause-length.ts';
import { ManualClock, ModelAuthority, objectsOf, ProgramLife, settled, storeInMemory, untilResting, update } from '../../support/sync-world.ts';

function world() {
  const parts = { authority: new ModelAuthority(), store: storeInMemory(), clock: new ManualClock() };
  const life = new ProgramLife({ store: parts.store, feed: parts.authority, clock: parts.clock });
  return { ...parts, life, engine: life.engine };
}

describe('pauses', () => {
  it('double from a second to five minutes, half of them by chance', () => {
    const bounds = (failures: number) => [pauseLength(failures, 0, null), pauseLength(failures, 0.999_999, null)].map(Math.round);
    expect([1, 2, 3, 9, 10, 1_000].map(bounds)).toEqual([[500, 1_000], [1_000, 2_000], [2_000, 4_000], [128_000, 256_000], [150_000, 300_000], [150_000, 300_000]]);
  });

  it('are as long as the authority asks for', () => {
    expect(pauseLength(1, 0, new AppError('tooManyRequests', { retryAfterSeconds: 90 }))).toBe(90_000);
    expect(pauseLength(1, 0, new AppError('tooManyRequests', { retryAfterSeconds: 'soon' }))).toBe(500);
  });
});

describe('the engine', () => {
  it('rests when all is done, and says how old the copy is', async () => {
    const { authority, life, engine, clock } = world();
    authority.write('a', 1);
    await untilResting(life, clock);
    expect(engine.state).toEqual({ phase: 'resting', problem: null, nextAt: clock.now() + 60_000, syncedAt: clock.now(), waiting: 0, conflicts: 0, refused: 0 });
    expect(new Set(life.states.map(({ phase }) => phase))).toEqual(new Set(['pulling', 'resting']));
    authority.write('b', 1);
    clock.advance(59_999);
    await settled();
    expect(life.calls.filter((name) => name === 'feed.pull')).toHaveLength(1);
    clock.advance(1);
    await settled();
    expect(life.calls.filter((name) => name === 'feed.pull')).toHaveLength(2);
    await engine.stop();
    expect(engine.state.phase).toBe('stopped');
  });

  it('is roused, also in the middle of a round', async () => {
    const { authority, store, life, engine, clock } = world();
    await untilResting(life, clock);
    await store.enqueue(update('x', 'a', 1, null));
    engine.wake();
    await settled();
    expect(authority.carriedOut).toEqual(['x']);
    engine.wake();
    engine.wake();
    await settled();
    await store.enqueue(update('y', 'b', 1, null));
    engine.wake();
    await settled();
    expect(authority.carriedOut).toEqual(['x', 'y']);
    await engine.stop();
  });

  it('does not send while the authority is away, so that what waits can still be taken back', async () => {
    const { authority, store, life, engine, clock } = world();
    authority.problem = new AppError('authorityUnreachable');
    await store.enqueue(update('x', 'a', 1, null));
    engine.start();
    for (let round = 0; round < 6; round++) {
      await settled();
      expect(engine.state).toMatchObject({ phase: 'pausing', problem: { code: 'authorityUnreachable' }, waiting: 1, syncedAt: null });
      clock.advance(300_000);
    }
    expect(life.calls.filter((name) => name === 'feed.send')).toEqual([]);
    await store.discard('x');
    authority.problem = null;
    engine.wake();
    await settled();
    expect([engine.state.phase, engine.state.problem, authority.carriedOut]).toEqual(['resting', null, []]);
    await engine.stop();
  });

  it.each(['signInExpired', 'signInRequired', 'termsRequired'] as const)('waits for the person at %s, however long', async (code) => {
    const { authority, store, life, engine, clock } = world();
    authority.problem = new AppError(code);
    await store.enqueue(update('x', 'a', 1, null));
    engine.start();
    await settled();
    expect(engine.state).toMatchObject({ phase: 'person', problem: { code }, nextAt: null });
    const calls = life.calls.length;
    clock.advance(86_400_000);
    await settled();
    expect(life.calls.length).toBe(calls);
    authority.problem = null;
    engine.wake();
    await settled();
    expect(authority.carriedOut).toEqual(['x']);
    await engine.stop();
  });

  it('takes a refusal that the authority throws for a verdict', async () => {
    const { authority, store, engine } = world();
    const feed = { pull: (cursor: string | null) => authority.pull(cursor), send: () => Promise.reject(new AppError('requestInvalid')) };
    const life = new ProgramLife({ store, feed, clock: new ManualClock() });
    await store.enqueue(update('x', 'a', 1, null));
    life.engine.start();
    await settled();
    expect(life.engine.state).toMatchObject({ phase: 'resting', refused: 1, waiting: 0 });
    expect(await store.changes()).toMatchObject([{ state: 'refused', problem: 'requestInvalid' }]);
    await life.engine.stop();
    await engine.stop();
  });

  it('does not turn in a circle with a feed that stands still', async () => {
    const { store } = world();
    const clock = new ManualClock();
    const feed = { pull: async () => ({ items: [], next: 'same', upToDate: false }), send: () => Promise.reject(new AppError('internal')) };
    const life = new ProgramLife({ store, feed, clock });
    life.engine.start();
    await settled();
    expect(life.engine.state).toMatchObject({ phase: 'pausing', problem: { code: 'authorityBadReply' } });
    expect(life.calls.filter((name) => name === 'feed.pull')).toHaveLength(2);
    await life.engine.stop();
  });

  it('makes a damaged copy anew, and fills it', async () => {
    const { authority, clock } = world();
    authority.write('a', 1);
    let store = storeInMemory();
    let rebuilt = 0;
    const damaged = new Proxy(store, {
      get(_target, key) {
        if (key === 'rebuild') {
          return async () => {
            rebuilt++;
            store = storeInMemory();
            return store.opening();
          };
        }
        if (key === 'apply' && rebuilt === 0) return () => Promise.reject(new AppError('localCopyDamaged'));
        return Reflect.get(store, key) as unknown;
      },
    });
    const life = new ProgramLife({ store: damaged, feed: authority, clock });
    life.engine.start();
    await settled();
    expect(life.engine.state).toMatchObject({ phase: 'pausing', problem: { code: 'localCopyDamaged' } });
    await untilResting(life, clock);
    expect([rebuilt, (await objectsOf(store)).length]).toEqual([1, 1]);
    await life.engine.stop();
  });

  it.each(['localCopyFull', 'localCopyReadOnly', 'localCopyUnavailable'] as const)('says %s, keeps its cursor, and goes on when it is over', async (code) => {
    const { authority, store, clock } = world();
    authority.write('a', 1);
    let over = false;
    const troubled = new Proxy(store, {
      get: (target, key) => (key === 'apply' && !over ? () => Promise.reject(new AppError(code)) : (Reflect.get(target, key) as unknown)),
    });
    const life = new ProgramLife({ store: troubled, feed: authority, clock });
    life.engine.start();
    await settled();
    expect(life.engine.state).toMatchObject({ phase: 'pausing', problem: { code } });
    expect(await store.mark()).toEqual({ cursor: null, syncedAt: null });
    over = true;
    await untilResting(life, clock);
    expect(await objectsOf(store)).toHaveLength(1);
    await life.engine.stop();
  });

  it('goes on after a bug, and tells nothing of it but `internal`', async () => {
    const { store, clock } = world();
    let calls = 0;
    const feed = {
      pull: async () => {
        if (++calls === 1) throw new Error('a secret in a message');
        return { items: [], next: '0', upToDate: true };
      },
      send: () => Promise.reject(new AppError('internal')),
    };
    const life = new ProgramLife({ store, feed, clock });
    life.engine.start();
    await settled();
    expect(life.engine.state.problem).toEqual({ code: 'internal', details: {} });
    await untilResting(life, clock);
    await life.engine.stop();
  });
});
