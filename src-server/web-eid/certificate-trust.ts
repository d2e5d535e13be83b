import type { X509Certificate } from 'node:crypto';
import type { RevocationReason } from '../ca/revocation-reason.ts';

/** A certificate authority whose certificates may sign in, unless it is revoked itself. */
export interface TrustedAuthority {
  readonly certificate: X509Certificate;
  /** Ours: what became of its certificates is in the database. */
  readonly own: boolean;
  /** By whoever certified it: then nothing it signed is worth anything (RFC 5280, 6.1.3 a 3). `at`: milliseconds. */
  readonly revoked: { readonly at: number; readonly reason: RevocationReason } | null;
}

/** `at`: milliseconds. */
export type Revocation = { readonly status: 'good' | 'unknown' } | { readonly status: 'revoked'; readonly at: number; readonly reason: RevocationReason };

/** Which certificates may sign in, and which no longer may. */
export interface CertificateTrust {
  /** Those that are revoked come last: where one key has two certificates, the good one vouches. */
  authorities(now: number): Promise<readonly TrustedAuthority[]>;
  /** Of a certificate that this authority issued; `unknown` is refused like `revoked`. */
  status(certificate: X509Certificate, issuer: TrustedAuthority, now: number): Promise<Revocation>;
}
