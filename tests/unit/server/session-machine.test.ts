import { describe, expect, it } from 'vitest';
import { SESSION_STATES, type SessionState } from '../../../src-shared/domain/unblock-state.ts';
import { canMove, isOpen, stateAt } from '../../../src-server/domain/session-machine.ts';

/** The whole table, written a second time and the other way round: by where a state may be reached from. */
const REACHED_FROM: Readonly<Record<SessionState, readonly SessionState[]>> = {
  opened: [],
  answered: ['opened'],
  challenged: ['answered', 'challenged'],
  lockedOut: ['opened'],
  expired: ['opened', 'answered', 'challenged'],
  confirmed: ['challenged', 'expired', 'toReconcile'],
  refused: ['challenged', 'expired'],
  toReconcile: ['challenged', 'expired'],
};

describe('the session machine', () => {
  it.each(SESSION_STATES.flatMap((from) => SESSION_STATES.map((to) => [from, to] as const)))('%s -> %s', (from, to) => {
    expect(canMove(from, to)).toBe(REACHED_FROM[to].includes(from));
  });

  it('never reaches confirmed without having been challenged, but by what is known late', () => {
    const without = SESSION_STATES.filter((state) => state !== 'challenged' && state !== 'expired' && state !== 'toReconcile');
    for (const from of without) expect(canMove(from, 'confirmed')).toBe(false);
  });

  it.each(SESSION_STATES)('%s: an open state ends with the link, any other stays what it is', (state) => {
    const session = { state, expires_at: 1_000 };
    expect(stateAt(session, 999)).toBe(state);
    expect(stateAt(session, 1_000)).toBe(isOpen(state) ? 'expired' : state);
  });
});
