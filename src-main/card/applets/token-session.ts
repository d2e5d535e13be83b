import type { CardProfile, CertificateView, PinCounter } from '../../../src-shared/domain/views.ts';
import type { PinFormat } from '../../../src-shared/pin/pin-format.ts';
import type { SecretBytes } from '../apdu/secret-bytes.ts';

/**
 * What every supported token can do, whatever its applet. Verbs run inside a transaction that the caller holds; each throws
 * AppError alone. Those that carry a secret are sent once, as they are, or not at all: one call, one APDU with a body.
 */
export interface TokenSession {
  readonly profile: CardProfile;
  /** Goes to where the other verbs are valid. Voids a pending challenge. */
  select(): Promise<void>;
  /** Of `SERIAL_PATTERN`. Selects nothing, so that a pending challenge and a presented PUK stay. */
  readSerial(): Promise<string>;
  /** Of the user PIN. Spends nothing. */
  readCounter(): Promise<PinCounter>;
  /** Empty when the token names none. Asked where `select` went, within the same transaction; leaves the token elsewhere. */
  readCertificates(): Promise<readonly CertificateView[]>;
  /** Null: this program sends no PIN to this token. */
  readonly pin: PinVerbs | null;
  readonly puk: PukVerbs | null;
  readonly admin: AdminVerbs | null;
  /** Null: this program signs nothing with this token by itself. */
  readonly signing: SigningVerbs | null;
}

/** What the card said to an entry of PIN or PUK. `sw`: four upper-case hex digits. */
export type EntryAnswer =
  | { readonly kind: 'ok' }
  | { readonly kind: 'wrong'; readonly triesLeft: number | null }
  | { readonly kind: 'blocked' }
  | { readonly kind: 'refused'; readonly sw: string };

interface EntryFormat {
  readonly format: PinFormat;
  /** The block that goes into a command. @throws AppError pinLength | pinNotDigits | pinCharacters: this token could never accept it */
  pad(entry: SecretBytes): SecretBytes;
}

export interface PinVerbs extends EntryFormat {
  /** VERIFY. */
  verify(block: SecretBytes): Promise<EntryAnswer>;
  /** CHANGE REFERENCE DATA with the current and the new block in one command. */
  change(current: SecretBytes, next: SecretBytes): Promise<EntryAnswer>;
}

/** How a token takes its PUK: by a VERIFY of its own before RESET RETRY COUNTER, or within it. */
export type PukVerbs = EntryFormat & { readCounter(): Promise<PinCounter> } & (
    | { readonly presented: 'before'; verify(puk: SecretBytes): Promise<EntryAnswer>; reset(pinBlock: SecretBytes): Promise<EntryAnswer> }
    | { readonly presented: 'within'; reset(puk: SecretBytes, pinBlock: SecretBytes): Promise<EntryAnswer> }
  );

/** Unblock by a challenge of the card and a response that only the authority can compute. */
export interface AdminVerbs {
  /** Names the admin key and asks for a challenge: 8 bytes. */
  requestChallenge(): Promise<Uint8Array>;
  /** @throws AppError authorityBadReply when the card could not take it */
  checkCryptogram(cryptogram: SecretBytes): void;
  /** EXTERNAL AUTHENTICATE (IAS-ECC), GENERAL AUTHENTICATE with the response (GIDS). */
  authenticate(cryptogram: SecretBytes): Promise<'ok' | 'refused' | 'challengeVoid'>;
  /** RESET RETRY COUNTER. */
  resetPin(block: SecretBytes): Promise<EntryAnswer>;
}

/** A key of the token, and the certificate that says whose it is. */
export interface SigningKey {
  readonly reference: number;
  /** DER. */
  readonly certificate: Uint8Array;
}

/** Signing with a key that the user PIN guards. */
export interface SigningVerbs {
  /** The key whose certificate has this SHA-256, lower-case hex; null: none here. Reads alone, and leaves the token elsewhere than `select`. */
  findKey(certificateSha256: string): Promise<SigningKey | null>;
  /** RSASSA-PKCS1-v1_5 (RFC 8017, 8.2) over a SHA-256 digest, 32 bytes, once the PIN was verified in this transaction. */
  sign(key: SigningKey, digest: Uint8Array): Promise<Uint8Array>;
}
