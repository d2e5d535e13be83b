import type { DriverRow } from '../../../src-shared/domain/account-views.ts';

/** The one thing to say of them all: what presses first. Nothing is needed only where nothing is missing, outdated or unknown. */
export function neededDrivers(rows: readonly Pick<DriverRow, 'state'>[]): 'missing' | 'outdated' | 'unknown' | 'none' {
  const states = new Set(rows.map(({ state }) => state));
  if (states.has('missing')) return 'missing';
  if (states.has('outdated')) return 'outdated';
  return states.has('unknown') ? 'unknown' : 'none';
}
