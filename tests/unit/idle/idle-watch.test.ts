import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { IdleWatch, type IdleState } from '../../../src-main/use-cases/idle/idle-watch.ts';

const MINUTE = 60_000;
let wall: number;
let monotonic: number;
let states: IdleState[];
let watch: IdleWatch;
beforeEach(() => {
  wall = 1_700_000_000_000;
  monotonic = 5_000;
  states = [];
  watch = newWatch();
});
const newWatch = (): IdleWatch => new IdleWatch({ clock: { now: () => wall, monotonic: () => monotonic }, onState: (state) => void states.push(state) });
/** Time as it passes while the computer is awake. */
const pass = (ms: number): IdleState => {
  wall += ms;
  monotonic += ms;
  return watch.check();
};

describe('a sign-in nobody uses', () => {
  it('is warned of after 28 minutes, and ends after 30', () => {
    expect(watch.nextCheckMs()).toBe(28 * MINUTE);
    expect(pass(28 * MINUTE - 1)).toEqual({ kind: 'active' });
    expect(watch.nextCheckMs()).toBe(1);
    expect(pass(1)).toEqual({ kind: 'warning', leftMs: 2 * MINUTE });
    expect(watch.nextCheckMs()).toBe(1_000);
    expect(pass(MINUTE)).toEqual({ kind: 'warning', leftMs: MINUTE });
    expect(pass(MINUTE - 1)).toEqual({ kind: 'warning', leftMs: 1 });
    expect(watch.nextCheckMs()).toBe(1);
    expect(pass(1)).toEqual({ kind: 'ended', why: 'idle' });
    expect([watch.nextCheckMs(), states.at(-1)]).toEqual([null, { kind: 'ended', why: 'idle' }]);
  });

  it('goes on with every activity, as long as there is one', () => {
    for (let round = 0; round < 20; round++) {
      pass(27 * MINUTE);
      watch.activity();
    }
    expect([watch.state, states]).toEqual([{ kind: 'active' }, []]);
  });

  it('takes more than a movement of the mouse once it is warned of', () => {
    pass(28 * MINUTE);
    watch.activity();
    expect(watch.check()).toEqual({ kind: 'warning', leftMs: 2 * MINUTE });
    expect(watch.extend()).toBe(true);
    expect(watch.state).toEqual({ kind: 'active' });
    expect(pass(28 * MINUTE - 1)).toEqual({ kind: 'active' });
    expect(pass(1)).toMatchObject({ kind: 'warning' });
  });

  it('is not brought back by anything after its end', () => {
    pass(30 * MINUTE);
    watch.activity();
    expect(watch.extend()).toBe(false);
    wall -= 60 * MINUTE;
    for (const event of ['resume', 'unlock', 'suspend', 'lock', 'check', 'signInExpired'] as const) watch[event]();
    expect([watch.state, states.length]).toEqual([{ kind: 'ended', why: 'idle' }, 1]);
  });

  it('ends at the first movement when the time was up before it', () => {
    wall += 31 * MINUTE;
    watch.activity();
    expect(watch.state).toEqual({ kind: 'ended', why: 'idle' });
  });
});

describe('sleep and lock', () => {
  it('count, where the monotonic clock stands still in sleep', () => {
    pass(5 * MINUTE);
    watch.suspend();
    wall += 25 * MINUTE;
    watch.resume();
    expect(watch.state).toEqual({ kind: 'ended', why: 'idle' });
  });

  it('count, where the monotonic clock goes on and the wall clock was set back meanwhile', () => {
    watch.suspend();
    wall -= 3 * 60 * MINUTE;
    monotonic += 29 * MINUTE;
    watch.resume();
    expect(watch.state).toEqual({ kind: 'warning', leftMs: MINUTE });
  });

  it('count, though nobody told of them', () => {
    wall += 8 * 60 * MINUTE;
    expect(watch.check()).toEqual({ kind: 'ended', why: 'idle' });
  });

  it('leave the rest of the time after a short one', () => {
    pass(10 * MINUTE);
    watch.suspend();
    wall += 10 * MINUTE;
    watch.resume();
    expect(pass(8 * MINUTE)).toEqual({ kind: 'warning', leftMs: 2 * MINUTE });
  });

  it('nobody is there while the screen is locked', () => {
    pass(10 * MINUTE);
    watch.lock();
    pass(10 * MINUTE);
    watch.activity();
    expect(pass(8 * MINUTE)).toEqual({ kind: 'warning', leftMs: 2 * MINUTE });
    expect(watch.extend()).toBe(false);
    watch.unlock();
    expect(watch.extend()).toBe(true);
    watch.lock();
    pass(30 * MINUTE);
    watch.unlock();
    expect(watch.state).toEqual({ kind: 'ended', why: 'idle' });
  });
});

describe('a clock that jumps', () => {
  it.each([-24 * 60, -60, -31, -1])('back by %i minutes lengthens nothing', (minutes) => {
    pass(10 * MINUTE);
    wall += minutes * MINUTE;
    watch.check();
    expect(pass(18 * MINUTE)).toEqual({ kind: 'warning', leftMs: 2 * MINUTE });
    wall += minutes * MINUTE;
    expect(pass(2 * MINUTE)).toEqual({ kind: 'ended', why: 'idle' });
  });

  it('forth ends it early', () => {
    wall += 30 * MINUTE;
    expect(watch.check()).toEqual({ kind: 'ended', why: 'idle' });
  });

  it('forth and back again takes nothing off', () => {
    wall += 20 * MINUTE;
    watch.check();
    wall -= 20 * MINUTE;
    watch.check();
    expect(pass(8 * MINUTE)).toEqual({ kind: 'warning', leftMs: 2 * MINUTE });
  });

  it('never makes a sign-in last longer than 30 minutes of either clock since the last activity', () => {
    const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    console.log(`idle: seed ${seed}`);
    const step = fc.record({
      awake: fc.integer({ min: 0, max: 9 * MINUTE }),
      jump: fc.oneof(fc.constant(0), fc.integer({ min: -90 * MINUTE, max: 9 * MINUTE })),
      event: fc.constantFrom('check', 'activity', 'suspend', 'resume', 'lock', 'unlock', 'extend'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        watch = newWatch();
        let since = 0;
        for (const { awake, jump, event } of steps) {
          wall += awake + jump;
          monotonic += awake;
          // Truly passed, at the least: what the monotonic clock says.
          since += awake;
          const before = watch.state.kind;
          const usable = since < 30 * MINUTE;
          watch[event as 'check']();
          expect(!usable && watch.state.kind !== 'ended').toBe(false);
          if (before === 'ended') expect(watch.state.kind).toBe('ended');
          if ((event === 'activity' || event === 'extend') && watch.nextCheckMs() === 28 * MINUTE) since = 0;
        }
      }),
      { seed, numRuns: 2_000 },
    );
  });
});

describe('the authority', () => {
  it('ends it at any time', () => {
    watch.signInExpired();
    expect([watch.state, watch.nextCheckMs(), watch.extend()]).toEqual([{ kind: 'ended', why: 'authority' }, null, false]);
    pass(60 * MINUTE);
    watch.signInExpired();
    expect(states).toEqual([{ kind: 'ended', why: 'authority' }]);
  });
});
