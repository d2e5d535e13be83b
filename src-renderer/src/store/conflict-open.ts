import { create } from 'zustand';

/** Which conflict is on screen, by its change. */
export const useConflictOpen = create<{ readonly changeId: string | null }>()(() => ({ changeId: null }));

export function openConflict(changeId: string): void {
  useConflictOpen.setState({ changeId });
}

export function closeConflict(): void {
  useConflictOpen.setState({ changeId: null });
}
