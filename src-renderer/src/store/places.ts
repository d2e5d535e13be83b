import { create } from 'zustand';
import { useClavisStore } from './clavis-store.ts';

/** Where the person is within the sections that have pages of their own. Kept while another section is looked at. */
export interface Places {
  readonly requests: { readonly kind: 'list' } | { readonly kind: 'detail'; readonly requestId: string } | { readonly kind: 'form'; readonly requestId: string | null };
  readonly certificates: { readonly kind: 'list' } | { readonly kind: 'detail'; readonly sha256: string } | { readonly kind: 'revoke'; readonly sha256: string } | { readonly kind: 'revokeByCode' };
}

const AT_START: Places = { requests: { kind: 'list' }, certificates: { kind: 'list' } };

export const usePlaces = create<Places>()(() => AT_START);

/** Back to the first page of each section: asked for by pressing the section again. */
export function resetPlaces(): void {
  usePlaces.setState(AT_START);
}

// Another person may sign in next.
useClavisStore.subscribe(({ account }, before) => {
  if (account?.session.kind === 'signedOut' && before.account?.session.kind === 'signedIn') resetPlaces();
});
