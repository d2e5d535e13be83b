import type { CertificateView, PinCounter } from '../../../src-shared/domain/views.ts';
import type { SecretBytes } from '../apdu/secret-bytes.ts';

/**
 * What every supported token can do, whatever its applet. Verbs run inside a transaction that the caller holds; each throws
 * AppError alone. The two that carry a secret are sent once, as they are, or not at all.
 */
export interface TokenSession {
  /** Goes to where the other verbs are valid. Voids a pending challenge. */
  select(): Promise<void>;
  /** 16 upper-case hex digits. Selects nothing, so a pending challenge stays. */
  readSerial(): Promise<string>;
  /** Spends nothing. */
  readCounter(): Promise<PinCounter>;
  /** Names the admin keyset and asks for a challenge. */
  requestChallenge(): Promise<Uint8Array>;
  /** @throws AppError authorityBadReply when the card could not take it */
  checkCryptogram(cryptogram: SecretBytes): void;
  /** EXTERNAL AUTHENTICATE. */
  authenticate(cryptogram: SecretBytes): Promise<'ok' | 'refused' | 'challengeVoid'>;
  /** The block that `resetPin` takes. @throws AppError pinLength | pinNotDigits: this token could never accept it */
  padPin(pin: SecretBytes): SecretBytes;
  /** RESET RETRY COUNTER. */
  resetPin(block: SecretBytes): Promise<{ readonly kind: 'ok' } | { readonly kind: 'refused'; readonly sw: string }>;
  /** Empty when the token names none. Leaves the token as `select` does. */
  readCertificates(): Promise<readonly CertificateView[]>;
}
