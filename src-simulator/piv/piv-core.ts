import type { CardCore } from '../card/card-core.ts';
import type { PivState } from './piv-state.ts';

/** Key references of SP 800-73-4 part 1, table 4b. */
export const PIN_REFERENCE = 0x80;
export const PUK_REFERENCE = 0x81;
export const ADMIN_KEY_REFERENCE = 0x9b;

/** What GENERAL AUTHENTICATE waits for from the administrator: the answer to a challenge, or the witness deciphered. */
export interface AdminStep {
  readonly form: 'challenge' | 'witness';
  readonly bytes: Uint8Array;
}

/** What the card forgets at a reset or without power. Selecting the application again keeps it (part 2, 3.1.1). */
export interface PivSession {
  selected: boolean;
  pinVerified: boolean;
  /** The last command was a VERIFY that succeeded: what the signature key asks for (part 1, table 4b, "PIN always"). */
  pinJustVerified: boolean;
  adminAuthenticated: boolean;
  step: AdminStep | null;
}

export function freshPivSession(): PivSession {
  return { selected: false, pinVerified: false, pinJustVerified: false, adminAuthenticated: false, step: null };
}

export type PivCore = CardCore<PivState, PivSession>;
