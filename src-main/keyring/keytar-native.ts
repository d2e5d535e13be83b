import { createRequire } from 'node:module';
import type { KeyringTrouble } from '../ports/keyring.ts';

/** The native part of @github/keytar, without the wrapper that looks for it in folders the program does not have. */
export interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

/** @returns null when it is not there, or the system lacks libsecret */
export function loadKeytar(nativePath: string): Keytar | null {
  try {
    return createRequire(import.meta.url)(nativePath) as Keytar;
  } catch (thrown) {
    if (thrown instanceof Error) return null;
    throw thrown;
  }
}

/**
 * keytar tells failures by their text alone: GLib's and libsecret's on Linux (in English, the process runs under LC_ALL=C), those
 * of SecCopyErrorMessageString and FormatMessage elsewhere.
 */
const TROUBLES: readonly (readonly [RegExp, KeyringTrouble])[] = [
  [/locked|dismissed|interaction is not allowed|no such secret collection/iu, 'locked'],
  [/denied|rejected send message|not allowed|cancell?ed|authoriz/iu, 'denied'],
  [/autolaunch|not provided by any|could not connect|connection is closed|name has no owner|disconnected from message bus|does not reply|unknown/iu, 'noService'],
];

export const troubleOf = (thrown: unknown): KeyringTrouble => {
  const text = thrown instanceof Error ? thrown.message : '';
  return TROUBLES.find(([words]) => words.test(text))?.[1] ?? 'failed';
};
