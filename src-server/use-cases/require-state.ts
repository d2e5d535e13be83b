import type { SessionState } from '../../src-shared/domain/unblock-state.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { stateAt } from '../domain/session-machine.ts';
import type { Session } from '../repositories/queryable.ts';

/**
 * Lets a session on only in one of the `allowed` states.
 * @throws AppError naming why not: answersLocked, sessionElsewhere, sessionExpired, sessionClosed, stepOutOfOrder.
 */
export function requireState(session: Session, allowed: readonly SessionState[], now: number): void {
  const state = stateAt(session, now);
  if (allowed.includes(state)) return;
  switch (state) {
    case 'lockedOut':
      throw new AppError('answersLocked');
    case 'expired':
      throw new AppError(session.superseded_by === null ? 'sessionExpired' : 'sessionElsewhere');
    case 'confirmed':
    case 'refused':
    case 'toReconcile':
      throw new AppError('sessionClosed');
    case 'opened':
    case 'answered':
    case 'challenged':
      throw new AppError('stepOutOfOrder', { state });
  }
}
