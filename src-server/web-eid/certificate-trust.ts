import type { X509Certificate } from 'node:crypto';
import type { RevocationReason } from '../ca/revocation-reason.ts';

/** A certificate authority whose certificates may sign in. */
export interface TrustedAuthority {
  readonly certificate: X509Certificate;
  /** Ours: what became of its certificates is in the database. */
  readonly own: boolean;
}

/** `at`: milliseconds. */
export type Revocation = { readonly status: 'good' | 'unknown' } | { readonly status: 'revoked'; readonly at: number; readonly reason: RevocationReason };

/** Which certificates may sign in, and which no longer may. */
export interface CertificateTrust {
  authorities(): Promise<readonly TrustedAuthority[]>;
  /** Of a certificate that this authority issued; `unknown` is refused like `revoked`. */
  status(certificate: X509Certificate, issuer: TrustedAuthority, now: number): Promise<Revocation>;
}
