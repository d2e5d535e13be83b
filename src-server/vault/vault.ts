import type { z } from 'zod';
import { ISSUING_NAMES } from '../domain/issuing-generation.ts';
import type { jwksReply } from '../../src-shared/http/service.ts';
import type { receiptClaims, UnblockProfile } from '../../src-shared/http/unblock.ts';

/** What a MAC of the vault is for: each purpose has its own key. A new purpose is a new word here, no new key to make. */
export type MacPurpose =
  | 'answer-pepper'
  | 'attempt-fingerprint'
  | 'session-token'
  | 'rate-limit'
  | 'email-index'
  | 'password-pepper'
  | 'account-token'
  | 'revocation-code';

export const SIGNING_KEY_NAMES = ['receipts', 'audit-heads', 'root-ca', ...ISSUING_NAMES, 'ocsp-responder'] as const;
export type SigningKeyName = (typeof SIGNING_KEY_NAMES)[number];
export type SigningCurve = 'P-256' | 'P-384';

/** The two 2-key 3DES keys of a card's admin keyset, 16 bytes each (IAS-ECC SDO keyset: 91 ENC, 90 MAC). */
export interface AdminKeys {
  readonly enc: Uint8Array;
  readonly mac: Uint8Array;
}

/** What to write on a card while it is made. */
export type AdminKeySet =
  | { readonly profile: 'ias-ecc'; readonly adminKeys: AdminKeys }
  /** 24 bytes, 3-key 3DES. */
  | { readonly profile: 'gids'; readonly adminKey: Uint8Array };

/** Where the admin key of a card comes from. */
export type AdminKeyOrigin =
  /** Diversified from the master key of this version. */
  | { readonly source: 'master'; readonly version: number }
  /** Imported for this one card; `number`: its place among the card's keys, part of what it is sealed for. */
  | { readonly source: 'imported'; readonly number: number; readonly sealed: string };

/** One admin key of one card. */
export interface CardKey {
  /** 16 hex digits (IAS-ECC) or 32 (GIDS). */
  readonly serial: string;
  readonly profile: UnblockProfile;
  readonly origin: AdminKeyOrigin;
}

export type ReceiptClaims = z.infer<typeof receiptClaims>;
export type PublicJwks = z.infer<typeof jwksReply>;

/** What may be told of a vault: no secret. */
export interface VaultStatus {
  readonly kind: 'file' | 'pkcs11';
  /** Where the keys are, for a person. */
  readonly place: string;
  /** Names of keys that have to be made before it can serve. */
  readonly missing: readonly string[];
  readonly signingKeys: readonly { readonly name: SigningKeyName; readonly curve: SigningCurve; readonly spki: Uint8Array }[];
  /** Master keys of the cards' admin keys, ascending; check value: GlobalPlatform, 6 hex digits. */
  readonly adminMasters: readonly { readonly version: number; readonly checkValue: string }[];
  readonly currentKeyVersion: number;
}

/**
 * The only holder of secret keys. A file on one machine, or an HSM: every method is asynchronous, and one that cannot
 * answer throws AppError vaultUnavailable before anything was spent (fault matrix F12).
 */
export interface Vault {
  /** Version of the admin master key that new cards are personalised with. */
  currentKeyVersion(): Promise<number>;
  /** Makes the next version of the admin master key and makes it current; those before stay. @returns the version */
  rotateAdminKey(): Promise<number>;
  status(): Promise<VaultStatus>;
  /**
   * The response to one challenge of one card: body of EXTERNAL AUTHENTICATE, 24 bytes (IAS-ECC), or 8 bytes (GIDS).
   * @param challenge 8 bytes.
   */
  computeAdminCryptogram(card: CardKey, challenge: Uint8Array): Promise<Uint8Array>;
  /** Keys to write on a card while it is made. Never called by an unblock. */
  deriveAdminKeysForPersonalisation(input: { readonly serial: string; readonly profile: UnblockProfile; readonly keyVersion: number }): Promise<AdminKeySet>;
  /** Takes in the key of one card; what comes back opens in this vault only, for this card and number only. The caller overwrites `key`. */
  sealAdminKey(input: { readonly serial: string; readonly profile: UnblockProfile; readonly number: number; readonly key: Uint8Array }): Promise<AdminKeyOrigin>;
  /** Key check value (GlobalPlatform): 6 hex digits (GIDS) or 12, ENC then MAC (IAS-ECC). */
  adminKeyCheckValue(card: CardKey): Promise<string>;
  /** Whether both are the same key, compared in constant time. */
  sameAdminKey(one: CardKey, other: CardKey): Promise<boolean>;
  /** SPKI DER; null when it was not made yet. */
  publicKey(name: SigningKeyName): Promise<Uint8Array | null>;
  /** Makes the key where there is none; SPKI DER. A key that is there stays, whatever its curve. */
  makeSigningKey(name: SigningKeyName, curve: SigningCurve): Promise<Uint8Array>;
  /**
   * ECDSA with SHA-256 (P-256) or SHA-384 (P-384) of the data; r || s (IEEE P1363), 64 or 96 bytes.
   * @throws AppError vaultUnavailable, also when the key was not made
   */
  sign(name: SigningKeyName, data: Uint8Array): Promise<Uint8Array>;
  /** Compact JWS, ES256, by the key `receipts`. */
  signReceipt(claims: ReceiptClaims): Promise<string>;
  /** Keys of what others verify without asking: receipts and heads of the audit chain. */
  publicJwks(): Promise<PublicJwks>;
  /** HMAC-SHA-256 under the key of that purpose: 32 bytes. */
  mac(purpose: MacPurpose, data: Uint8Array): Promise<Uint8Array>;
  /** Authenticated encryption of what must rest in the database for a while; `context` must be given again to open. */
  seal(context: string, plaintext: Uint8Array): Promise<string>;
  open(context: string, sealed: string): Promise<Uint8Array>;
  /** The same for documents (8 MiB): bytes in, bytes out. */
  sealBytes(context: string, plaintext: Uint8Array): Promise<Uint8Array>;
  openBytes(context: string, sealed: Uint8Array): Promise<Uint8Array>;
  /** Ends what it holds open; a call after that opens it again. */
  close(): Promise<void>;
}
