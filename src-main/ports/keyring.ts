/**
 * Named secrets of this person on this computer. `system`: in the keyring of the system (Secret Service, Keychain, Credential
 * Manager). `memory`: there is none to be had, so they end with the program; never a file in their place.
 */
export interface Keyring {
  readonly kind: 'system' | 'memory';
  /** Null where `kind` is `system`. */
  readonly whyMemory: KeyringTrouble | null;
  /** The secret of this name, or null when there is none. @throws AppError keyringUnavailable */
  get(name: string): Promise<string | null>;
  /**
   * Keeps a secret under a name, in place of what was there.
   * @param secret text of 1 to 4,096 bytes of UTF-8 without NUL (Windows holds 2,560)
   * @throws AppError callRejected for any other, keyringUnavailable
   */
  set(name: string, secret: string): Promise<void>;
  /** @returns whether there was one. @throws AppError keyringUnavailable */
  delete(name: string): Promise<boolean>;
  close(): Promise<void>;
}

/** What stands between this program and a keyring. */
export const KEYRING_TROUBLES = [
  /** The native part is not there, or this system lacks the library it needs. */
  'moduleMissing',
  /** No session bus, or no program on it that keeps secrets. */
  'noService',
  /** It is locked, and nobody opened it. */
  'locked',
  /** The person or the system's policy said no. */
  'denied',
  /** No answer in time: it hangs, or asks a person who does not answer. */
  'hung',
  /** Its library took the process down that it runs in. */
  'crashed',
  'failed',
] as const;
export type KeyringTrouble = (typeof KEYRING_TROUBLES)[number];

export const SECRET_BYTES_MAX = 4096;

/** Whether every keyring can hold it: libsecret takes C strings of UTF-8. */
export function isKeepable(secret: string): boolean {
  const bytes = new TextEncoder().encode(secret).length;
  return bytes >= 1 && bytes <= SECRET_BYTES_MAX && !secret.includes('\0') && secret.isWellFormed();
}
