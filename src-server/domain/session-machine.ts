import type { SessionState } from '../../src-shared/domain/unblock-state.ts';

/** States in which the holder can still act, and of which one token has at most one session. */
export const OPEN_STATES = ['opened', 'answered', 'challenged'] as const satisfies readonly SessionState[];

/**
 * Every move a session may make. Whatever is not here is refused as `stepOutOfOrder` (ASVS 2.3.1).
 * `expired` and `toReconcile` may still learn the truth of a response that was issued: a report that comes late is bound
 * to its session, not to the link's clock.
 */
const ALLOWED: Readonly<Record<SessionState, readonly SessionState[]>> = {
  opened: ['answered', 'lockedOut', 'expired'],
  answered: ['challenged', 'expired'],
  challenged: ['challenged', 'confirmed', 'refused', 'toReconcile', 'expired'],
  expired: ['confirmed', 'refused', 'toReconcile'],
  toReconcile: ['confirmed'],
  confirmed: [],
  refused: [],
  lockedOut: [],
};

export function canMove(from: SessionState, to: SessionState): boolean {
  return ALLOWED[from].includes(to);
}

export function isOpen(state: SessionState): boolean {
  return (OPEN_STATES as readonly SessionState[]).includes(state);
}

/** The state at this time: an open session ends with its link, whether or not anything was written about it yet. */
export function stateAt(session: { readonly state: SessionState; readonly expires_at: number }, now: number): SessionState {
  return isOpen(session.state) && session.expires_at <= now ? 'expired' : session.state;
}
