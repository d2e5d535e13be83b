import { create } from 'zustand';
import { useClavisStore } from './clavis-store.ts';
import type { SectionPlaces } from './section-places.ts';

export const AT_START: SectionPlaces = { requests: { kind: 'list' }, certificates: { kind: 'list' } };

export const usePlaces = create<SectionPlaces>()(() => AT_START);

/** Back to the first page of each section: asked for by pressing the section again. */
export function resetPlaces(): void {
  usePlaces.setState(AT_START);
}

// Another person may sign in next.
useClavisStore.subscribe(({ account }, before) => {
  if (account?.session.kind === 'signedOut' && before.account?.session.kind === 'signedIn') resetPlaces();
});
