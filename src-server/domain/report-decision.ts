import type { SessionState } from '../../src-shared/domain/unblock-state.ts';

export interface CardReport {
  readonly outcome: 'done' | 'refused' | 'unknown';
  readonly triesLeft: number | null;
  readonly triesMax: number | null;
}

export type ReportedState = 'confirmed' | 'refused' | 'toReconcile';

/**
 * What a report means. `done` counts only with the counter read back at its maximum (invariant G: never "done" when it is
 * not); anything less is for a person to look at.
 */
export function stateOfReport(report: CardReport): ReportedState {
  if (report.outcome === 'refused') return 'refused';
  const full = report.triesLeft !== null && report.triesLeft > 0 && report.triesLeft === report.triesMax;
  return report.outcome === 'done' && full ? 'confirmed' : 'toReconcile';
}

export type ReportDecision =
  | { readonly kind: 'store'; readonly state: ReportedState }
  /** The same was said before: the stored reply is given again. */
  | { readonly kind: 'replay'; readonly state: ReportedState }
  /** Something else was said before, and it stands. */
  | { readonly kind: 'contradiction' }
  /** No response was ever issued in this session, so the card cannot have been unblocked by it. */
  | { readonly kind: 'nothingIssued' }
  | { readonly kind: 'closed' };

/** Decides on a report, given what the session knows. Pure. */
export function decideReport(
  session: { readonly state: SessionState; readonly responseIssued: boolean; readonly reported: CardReport | null },
  report: CardReport,
): ReportDecision {
  if (session.state === 'lockedOut') return { kind: 'closed' };
  if (!session.responseIssued) return { kind: 'nothingIssued' };
  const state = stateOfReport(report);
  if (session.reported === null) return { kind: 'store', state };
  const known = stateOfReport(session.reported);
  if (sameReport(session.reported, report)) return { kind: 'replay', state: known };
  if (known === 'toReconcile' && state === 'confirmed') return { kind: 'store', state };
  if (known === 'toReconcile' && report.outcome === session.reported.outcome) return { kind: 'replay', state: known };
  return { kind: 'contradiction' };
}

function sameReport(a: CardReport, b: CardReport): boolean {
  return a.outcome === b.outcome && a.triesLeft === b.triesLeft && a.triesMax === b.triesMax;
}
