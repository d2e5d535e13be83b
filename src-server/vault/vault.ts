import type { z } from 'zod';
import type { jwksReply, receiptClaims } from '../../src-shared/http/contract.ts';

/** What a MAC of the vault is for: each purpose has its own key. */
type MacPurpose = 'answer-pepper' | 'attempt-fingerprint' | 'session-token';

/** The two 2-key 3DES keys of a card's admin keyset, 16 bytes each (IAS-ECC SDO keyset: 91 ENC, 90 MAC). */
export interface AdminKeys {
  readonly enc: Uint8Array;
  readonly mac: Uint8Array;
}

type ReceiptClaims = z.infer<typeof receiptClaims>;
type PublicJwks = z.infer<typeof jwksReply>;

/**
 * The only holder of secret keys. A file on one machine, or an HSM: every method is asynchronous, and one that cannot
 * answer throws AppError vaultUnavailable before anything was spent (fault matrix F12).
 */
export interface Vault {
  /** Version of the admin master key that new cards are personalised with. */
  readonly currentKeyVersion: number;
  /**
   * Body of EXTERNAL AUTHENTICATE for one card and one challenge: 24 bytes.
   * @param input.serial 16 hex digits; @param input.challenge 8 bytes.
   */
  computeAdminCryptogram(input: {
    readonly serial: string;
    readonly keyVersion: number;
    readonly challenge: Uint8Array;
  }): Promise<Uint8Array>;
  /** Keys to write on a card while it is made. Never called by an unblock. */
  deriveAdminKeysForPersonalisation(input: { readonly serial: string; readonly keyVersion: number }): Promise<AdminKeys>;
  /** Compact JWS, ES256. */
  signReceipt(claims: ReceiptClaims): Promise<string>;
  publicJwks(): PublicJwks;
  /** HMAC-SHA-256 under the key of that purpose: 32 bytes. */
  mac(purpose: MacPurpose, data: Uint8Array): Promise<Uint8Array>;
  /** Authenticated encryption of what must rest in the database for a while; `context` must be given again to open. */
  seal(context: string, plaintext: Uint8Array): Promise<string>;
  open(context: string, sealed: string): Promise<Uint8Array>;
}
