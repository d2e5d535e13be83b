import { describe, expect, it } from 'vitest';
import { judgeReturn } from '../../../src-renderer/src/pin-tasks/judge-return.ts';
import { taskStage } from '../../../src-renderer/src/pin-tasks/task-stage.ts';
import { counterSeen, counterTold, trackFrom } from '../../../src-renderer/src/pin-tasks/track-counter.ts';
import { unblockWay } from '../../../src-renderer/src/pin-tasks/unblock-way.ts';
import { nextArrivals } from '../../../src-renderer/src/store/next-arrivals.ts';
import { chooseToken } from '../../../src-renderer/src/tokens/choose-token.ts';
import { BLOCKED_TOKEN, LAST_TRY_TOKEN, OTHER_TOKEN, PIV_TOKEN, READ_ONLY_TOKEN, READY_TOKEN } from '../../support/fake-main/sample-views.ts';

const counted = (triesLeft: number | null, triesMax: number | null = 3) => ({ triesLeft, triesMax });

describe('what a counter proves after an answer was lost', () => {
  it.each([
    ['verify', 3, 3, 'unchanged', 0],
    ['verify', 3, 2, 'spent', 1],
    ['verify', 2, 3, 'accepted', 0],
    ['verify', null, 3, 'cannotTell', 0],
    ['verify', 3, null, 'cannotTell', 0],
    ['change', 3, 3, 'ambiguous', 0],
    ['change', 2, 2, 'unchanged', 0],
    ['change', 2, 3, 'accepted', 0],
    ['change', 3, 1, 'spent', 2],
  ] as const)('%s: %s then %s is %s', (kind, before, now, verdict, spent) => {
    expect(judgeReturn({ kind, before: counted(before), now: counted(now), wasBlocked: false, isBlocked: false })).toEqual({ verdict, spent });
  });

  it.each([
    [3, 3, true, true, 'unchanged'],
    [3, 3, true, false, 'accepted'],
    [3, 2, true, true, 'spent'],
    [3, 3, false, false, 'ambiguous'],
    [null, null, true, false, 'accepted'],
    [null, null, true, true, 'cannotTell'],
  ] as const)('PUK: %s then %s, blocked %s then %s is %s', (before, now, wasBlocked, isBlocked, verdict) => {
    expect(judgeReturn({ kind: 'puk', before: counted(before), now: counted(now), wasBlocked, isBlocked }).verdict).toBe(verdict);
  });

  it('a change on a token that tells no maximum stays open', () => {
    expect(judgeReturn({ kind: 'change', before: counted(2, null), now: counted(2, null), wasBlocked: false, isBlocked: false }).verdict).toBe('ambiguous');
  });
});

describe('the counter on screen', () => {
  it('takes an entry of this page for what it is, in whichever order main tells it', () => {
    const told = counterTold(trackFrom(3), 2);
    expect(counterSeen(told, 3)).toBe(told);
    expect(counterSeen(told, 2)).toMatchObject({ expected: 2, moved: false });
  });

  it('notices that somebody else moved it', () => {
    expect(counterSeen(trackFrom(3), 2)).toEqual({ expected: 2, stale: undefined, moved: true });
    const caughtUp = counterSeen(counterTold(trackFrom(3), 2), 2);
    expect(counterSeen(caughtUp, 3).moved).toBe(true);
  });

  it('does not call it moved when a number comes where there was none', () => {
    expect(counterSeen(counterTold(trackFrom(3), null), 2)).toMatchObject({ expected: 2, moved: false });
  });
});

describe('the page of a PIN', () => {
  const at = { kind: 'verify', token: READY_TOKEN, reading: false, pending: false, outcome: null, triesLeft: 3, confirmed: false } as const;

  it.each([
    ['an ordinary try', {}, 'form'],
    ['the last try', { triesLeft: 1 }, 'gate'],
    ['an unknown number', { triesLeft: null }, 'gate'],
    ['the last try, confirmed', { triesLeft: 1, confirmed: true }, 'form'],
    ['a token that is out', { token: undefined }, 'away'],
    ['a reader that is being read', { token: undefined, reading: true }, 'reading'],
    ['a blocked token', { token: BLOCKED_TOKEN, triesLeft: 0 }, 'blocked'],
    ['a token that is only read', { token: READ_ONLY_TOKEN }, 'readOnly'],
    ['a call under way, whatever the token does', { token: undefined, pending: true }, 'form'],
    ['a PUK without tries', { kind: 'puk', token: PIV_TOKEN, triesLeft: 0 }, 'pukBlocked'],
    ['a PUK that the token has not', { kind: 'puk' }, 'readOnly'],
  ] as const)('for %s', (_, change, stage) => {
    expect(taskStage({ ...at, ...change })).toBe(stage);
  });

  it('says what became of an entry before it says where the token is', () => {
    expect(taskStage({ ...at, token: undefined, outcome: { kind: 'unknown', because: 'tokenRemoved', before: counted(3) } })).toBe('unknown');
    expect(taskStage({ ...at, token: undefined, outcome: { kind: 'ok', counter: counted(3) } })).toBe('done');
    expect(taskStage({ ...at, kind: 'puk', token: PIV_TOKEN, outcome: { kind: 'blocked', counter: counted(0) } })).toBe('pukBlocked');
  });
});

describe('the way out of a blocked token', () => {
  it('is the authority, else the PUK, else the office', () => {
    expect(unblockWay(BLOCKED_TOKEN)).toBe('authority');
    expect(unblockWay(PIV_TOKEN)).toBe('puk');
    expect(unblockWay({ ...PIV_TOKEN, puk: counted(0) })).toBe('office');
    expect(unblockWay(READ_ONLY_TOKEN)).toBe('office');
  });
});

describe('arrivals', () => {
  it('are said of a token that comes in blocked or on its last try, once, while it stays', () => {
    const come = nextArrivals([], [], [LAST_TRY_TOKEN, OTHER_TOKEN]);
    expect(come).toEqual([{ serial: LAST_TRY_TOKEN.serial, holder: LAST_TRY_TOKEN.holder, triesLeft: 1 }]);
    expect(nextArrivals(come, [LAST_TRY_TOKEN], [LAST_TRY_TOKEN])).toBe(come);
    expect(nextArrivals([], [LAST_TRY_TOKEN], [LAST_TRY_TOKEN])).toEqual([]);
    expect(nextArrivals(come, [LAST_TRY_TOKEN], [])).toEqual([]);
  });

  it('are not said of a token that gets there on this screen', () => {
    expect(nextArrivals([], [READY_TOKEN], [BLOCKED_TOKEN])).toEqual([]);
  });
});

describe('of several tokens', () => {
  it('the chosen one stays open, in another reader and while it is being read', () => {
    const chosen = { readerId: 'r2', serial: OTHER_TOKEN.serial };
    const moved = { ...OTHER_TOKEN, readerId: 'r9' };
    expect(chooseToken([BLOCKED_TOKEN, moved], chosen)).toBe(moved);
    const reading = { ...OTHER_TOKEN, state: 'reading' as const, serial: null };
    expect(chooseToken([BLOCKED_TOKEN, reading], chosen)).toBe(reading);
  });

  it('another token in its reader does not take its place unnoticed: the most urgent one opens', () => {
    expect(chooseToken([READY_TOKEN, { ...PIV_TOKEN, readerId: 'r2' }, LAST_TRY_TOKEN], { readerId: 'r2', serial: OTHER_TOKEN.serial })).toBe(LAST_TRY_TOKEN);
    expect(chooseToken([READY_TOKEN, BLOCKED_TOKEN], null)).toBe(BLOCKED_TOKEN);
    expect(chooseToken([], null)).toBeUndefined();
  });
});
