import type { AdminKeySet, CardKey, SigningCurve, SigningKeyName } from '../vault.ts';
import type { UnblockProfile } from '../../../src-shared/http/unblock.ts';

/** What the process of a module is told first, once. */
export interface HsmConfig {
  /** Path of the PKCS#11 module. */
  readonly module: string;
  readonly tokenLabel: string;
  readonly pin: string;
  /** Addon of `native/hsm`. */
  readonly addon: string;
}

/** What it can be asked for: whole deeds, so that each is one message and no handle of a key crosses a process. */
export type HsmRequest =
  | { readonly op: 'status' }
  /** Makes every key that is missing, but those of the certificate authority. */
  | { readonly op: 'init' }
  | { readonly op: 'publicKey'; readonly name: SigningKeyName }
  | { readonly op: 'makeSigningKey'; readonly name: SigningKeyName; readonly curve: SigningCurve }
  | { readonly op: 'makeAdminMaster'; readonly version: number }
  | { readonly op: 'sign'; readonly name: SigningKeyName; readonly digest: Uint8Array }
  | { readonly op: 'mac'; readonly data: Uint8Array }
  | { readonly op: 'encrypt'; readonly context: string; readonly data: Uint8Array }
  | { readonly op: 'decrypt'; readonly context: string; readonly sealed: Uint8Array }
  | { readonly op: 'respond'; readonly card: CardKey; readonly challenge: Uint8Array }
  | { readonly op: 'checkValue'; readonly card: CardKey }
  | { readonly op: 'sameKey'; readonly one: CardKey; readonly other: CardKey }
  | { readonly op: 'sealCardKey'; readonly profile: UnblockProfile; readonly context: string; readonly key: Uint8Array }
  | { readonly op: 'personalise'; readonly profile: UnblockProfile; readonly serial: string; readonly version: number };

export interface HsmStatus {
  readonly token: { readonly label: string; readonly model: string; readonly serial: string };
  /** Words for the secret keys that are missing. */
  readonly missing: readonly string[];
  readonly signingKeys: readonly { readonly name: SigningKeyName; readonly spki: Uint8Array }[];
  readonly adminMasters: readonly { readonly version: number; readonly checkValue: string }[];
}

export interface HsmResults {
  readonly status: HsmStatus;
  readonly init: null;
  readonly publicKey: Uint8Array | null;
  readonly makeSigningKey: Uint8Array;
  readonly makeAdminMaster: null;
  readonly sign: Uint8Array;
  readonly mac: Uint8Array;
  readonly encrypt: Uint8Array;
  /** Null: not sealed by this key for this context. */
  readonly decrypt: Uint8Array | null;
  readonly respond: Uint8Array;
  readonly checkValue: string;
  readonly sameKey: boolean;
  readonly sealCardKey: Uint8Array;
  readonly personalise: AdminKeySet;
}
export type HsmOp = keyof HsmResults;

/** Why the process could not answer. `fatal`: a new try would spend tries of the PIN, or cannot help; `away`: nor will it answer others now. */
export interface HsmTrouble {
  /** Name of a CKR, or a word of ours: keyMissing, keyDoubled, addonMissing, moduleUnreadable, tokenMissing, pinRefused. */
  readonly reason: string;
  readonly fatal: boolean;
  readonly away: boolean;
}

export type ToHsm = { readonly kind: 'configure'; readonly config: HsmConfig } | { readonly kind: 'call'; readonly id: number; readonly request: HsmRequest };
export type FromHsm =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly trouble: HsmTrouble };
