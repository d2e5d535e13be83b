import { create } from 'zustand';
import type { AccountView } from '../../../src-shared/domain/account-views.ts';
import type { Loss } from '../../../src-shared/domain/quit.ts';
import type { AppView, UnblockView } from '../../../src-shared/domain/views.ts';
import type { SectionPlaces } from './section-places.ts';

export type Section = 'home' | 'tokens' | 'certificates' | 'requests' | 'drivers' | 'diagnostics' | 'mailbox' | 'help' | 'account';

/** What is being done with the PIN of one token: its serial says which, whatever reader it is in. */
export interface PinTask {
  /** `unsure`: the ways that spend no try. */
  readonly kind: 'verify' | 'change' | 'puk' | 'unsure';
  readonly serial: string;
}

/** A token that came in blocked or one failure away from it, to be said once. */
export interface Arrival {
  readonly serial: string;
  readonly holder: string | null;
  readonly triesLeft: 0 | 1;
}

/** What would be lost by going away from the page on screen. */
type Unsaved = 'none' | 'pin' | 'answers' | 'password';

/** A wish to go elsewhere that waits for a yes, because something typed would be lost. */
type Departure =
  | { readonly kind: 'section'; readonly section: Section }
  | { readonly kind: 'unblock' }
  | { readonly kind: 'pinTask'; readonly next: PinTask | null }
  | { readonly kind: 'place'; readonly section: Section; readonly places: Partial<SectionPlaces> }
  | Quitting;

/** Out of the program: main asks, and knows what would be lost. `turn`: which time it asks. */
export interface Quitting {
  readonly kind: 'quit';
  readonly losses: readonly Loss[];
  readonly turn: number;
}

/**
 * What the screens show: main's last views, and where the person is. No secret ever is in here: the PIN and the answers
 * live in refs of the components that take them.
 */
export interface ClavisState {
  /** Null until main has answered once. */
  readonly app: AppView | null;
  readonly unblock: UnblockView | null;
  /** Null until main has answered once. */
  readonly account: AccountView | null;
  /** Main's clock minus this window's, in milliseconds. */
  readonly clockOffset: number;
  readonly section: Section;
  /** The page where an unblock starts; `readerId` null when no token is meant. */
  readonly entry: { readonly readerId: string | null; readonly focus: 'request' | 'paste' } | null;
  /** The page of a PIN, in the section of tokens. */
  readonly pinTask: PinTask | null;
  /** Of several tokens, the one whose card is open; kept for the session. */
  readonly chosen: { readonly readerId: string; readonly serial: string | null } | null;
  readonly arrivals: readonly Arrival[];
  readonly unsaved: Unsaved;
  readonly departure: Departure | null;
}

export const useClavisStore = create<ClavisState>()(() => ({
  app: null,
  unblock: null,
  account: null,
  clockOffset: 0,
  section: 'tokens',
  entry: null,
  pinTask: null,
  chosen: null,
  arrivals: [],
  unsaved: 'none',
  departure: null,
}));
