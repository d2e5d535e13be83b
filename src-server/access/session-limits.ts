import type { Role } from '../../src-shared/domain/roles.ts';

/** A session ends by itself after this long without a request; the server says so, whatever the client shows (ASVS 7.3.1). */
export const IDLE_MS = 30 * 60_000;

/** And after this long in any case (ASVS 7.3.2). */
export const ABSOLUTE_MS: Readonly<Record<Role, number>> = {
  holder: 12 * 60 * 60_000,
  operator: 8 * 60 * 60_000,
  administrator: 8 * 60 * 60_000,
};

/** How long a password or a certificate just shown counts for what asks for it anew (ASVS 7.5). */
export const FRESH_MS = 5 * 60_000;

/** A request is noted in the session only when the last note is older: fewer writes, and the 30 minutes are this much shorter at most. */
export const TOUCH_MS = 15_000;

/** The moment at which a session ends if nothing more is heard of it. */
export function sessionEnd(session: { readonly created_at: number; readonly seen_at: number }, role: Role): number {
  return Math.min(session.seen_at + IDLE_MS, session.created_at + ABSOLUTE_MS[role]);
}

/** A clock that went back by more than this ends a session: otherwise it would live longer by as much. */
const CLOCK_SLACK_MS = 60_000;

/** Whether time has not ended the session; whether somebody did is in its row. */
export function isSessionOpen(session: { readonly created_at: number; readonly seen_at: number }, role: Role, now: number): boolean {
  return now < sessionEnd(session, role) && session.seen_at <= now + CLOCK_SLACK_MS;
}
