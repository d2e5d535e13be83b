import type { CardCore } from '../card/card-core.ts';
import type { GidsState } from './gids-state.ts';

/** Minor terms of the Generic Identity Device Specification 2.0 that commands share. */
export const PIN_REFERENCE = 0x80;
export const ADMIN_KEY_REFERENCE = 0x80;
/** VERIFY of this reference takes every authentication away. */
export const DEAUTHENTICATE_REFERENCE = 0x82;
/** The application itself, as a file. */
export const APPLICATION_FILE = '3FFF';

/** What GENERAL AUTHENTICATE waits for: the terminal's answer to eight bytes, or its part of a mutual authentication. */
export type GidsChallenge =
  | { readonly form: 'external'; readonly card: Uint8Array }
  | { readonly form: 'mutual'; readonly card: Uint8Array; readonly terminal: Uint8Array };

/** What the card forgets at a reset, without power, and when its application is selected by name again. */
export interface GidsSession {
  selected: boolean;
  /** Current file, four hex digits: 3FFF or a file just created. */
  file: string | null;
  userVerified: boolean;
  adminAuthenticated: boolean;
  adminKeySelected: boolean;
  challenge: GidsChallenge | null;
  /** Private key and algorithm reference chosen by MSE SET, with the template they were chosen for. */
  key: { readonly reference: number; readonly algorithm: number; readonly template: number } | null;
}

export function freshGidsSession(): GidsSession {
  return {
    selected: false,
    file: null,
    userVerified: false,
    adminAuthenticated: false,
    adminKeySelected: false,
    challenge: null,
    key: null,
  };
}

export type GidsCore = CardCore<GidsState, GidsSession>;

/** The application begins anew, as a Java Card clears what lives until it is deselected. */
export function deauthenticate(session: GidsSession): void {
  session.userVerified = false;
  session.adminAuthenticated = false;
  session.adminKeySelected = false;
  session.challenge = null;
  session.key = null;
}

/** Whether an access condition byte lets the command through; a blank card lets everything. */
export function isAllowed(core: GidsCore, condition: number): boolean {
  if (condition === 0x00) return true;
  if (condition === 0xff) return false;
  if (!core.persistent().activated) return true;
  return ((condition & 0x10) !== 0 && core.volatile.userVerified) || ((condition & 0x20) !== 0 && core.volatile.adminAuthenticated);
}
