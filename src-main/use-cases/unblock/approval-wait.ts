import type { ErrorCode, Problem } from '../../../src-shared/errors/error-table.ts';

/** Bounds of the authority's pace, seconds: neither a storm nor a wait that looks like none. */
const SOONEST = 5;
const LATEST = 600;
const DEFAULT = 15;

/** What asking again by itself may meet without anybody being told: the answer is still "not yet", or there was none. */
const NOT_YET: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['approvalPending', 'authorityUnreachable', 'tooManyRequests']);

export function isNotYet({ code }: Problem): boolean {
  return NOT_YET.has(code);
}

/** Milliseconds until the authority is asked again whether a second person has agreed. */
export function pauseOf({ details }: Problem): number {
  const asked = details['retryAfterSeconds'];
  return Math.min(Math.max(typeof asked === 'number' ? asked : DEFAULT, SOONEST), LATEST) * 1000;
}
