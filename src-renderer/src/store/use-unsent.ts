import { useClavisStore } from './clavis-store.ts';

/** What was changed here and has not reached the authority. */
export interface Unsent {
  /** Goes out by itself. */
  readonly waiting: number;
  /** Waits for a person's decision. */
  readonly undecided: number;
  /** It is kept by this program alone, and ends with the session. */
  readonly inMemory: boolean;
  /** How many are lost even by a sign-out that keeps the copy. */
  readonly lostAnyway: number;
}

export function useUnsent(): Unsent {
  const copy = useClavisStore((state) => state.account?.copy ?? null);
  if (copy === null) return { waiting: 0, undecided: 0, inMemory: false, lostAnyway: 0 };
  const { waiting, conflicts, kept } = copy;
  const inMemory = kept === 'memory';
  return { waiting, undecided: conflicts.length, inMemory, lostAnyway: inMemory ? waiting + conflicts.length : 0 };
}
