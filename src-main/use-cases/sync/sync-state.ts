import type { Problem } from '../../../src-shared/errors/error-table.ts';

/** What a person may see of it. */
export interface SyncState {
  /** `resting`: nothing to do for now. `pausing`: something failed, it is tried again at `nextAt`. `person`: somebody has to act first. */
  readonly phase: 'pulling' | 'pushing' | 'resting' | 'pausing' | 'person' | 'stopped';
  /** What stands in the way; null when nothing does. */
  readonly problem: Problem | null;
  /** When the next round begins by itself, by the wall clock; null while one is under way or a person has to act. */
  readonly nextAt: number | null;
  /** When the copy was last known to be up to date. */
  readonly syncedAt: number | null;
  /** Changes of the outbox that will go out by themselves, and those a person has to decide on. */
  readonly waiting: number;
  readonly conflicts: number;
  readonly refused: number;
}
