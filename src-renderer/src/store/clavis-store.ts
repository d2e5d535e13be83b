import { create } from 'zustand';
import type { AppView, UnblockView } from '../../../src-shared/domain/views.ts';

export type Section = 'tokens' | 'mailbox' | 'help';

/** What would be lost by going away from the page on screen. */
type Unsaved = 'none' | 'pin' | 'answers';

/** A wish to go elsewhere that waits for a yes, because something typed would be lost. */
type Departure = { readonly kind: 'section'; readonly section: Section } | { readonly kind: 'unblock' };

/**
 * What the screens show: main's last views, and where the person is. No secret ever is in here: the PIN and the answers
 * live in refs of the components that take them.
 */
export interface ClavisState {
  /** Null until main has answered once. */
  readonly app: AppView | null;
  readonly unblock: UnblockView | null;
  /** Main's clock minus this window's, in milliseconds. */
  readonly clockOffset: number;
  readonly section: Section;
  /** The page where an unblock starts; `readerId` null when no token is meant. */
  readonly entry: { readonly readerId: string | null; readonly focus: 'request' | 'paste' } | null;
  readonly unsaved: Unsaved;
  readonly departure: Departure | null;
}

export const useClavisStore = create<ClavisState>()(() => ({
  app: null,
  unblock: null,
  clockOffset: 0,
  section: 'tokens',
  entry: null,
  unsaved: 'none',
  departure: null,
}));
