import type { X509Certificate } from 'node:crypto';

/** A certificate authority whose certificates may sign in. */
export interface TrustedAuthority {
  readonly certificate: X509Certificate;
  /** Ours: what became of its certificates is in the database. */
  readonly own: boolean;
}

export type RevocationStatus = 'good' | 'revoked' | 'unknown';

/** Which certificates may sign in, and which no longer may. */
export interface CertificateTrust {
  authorities(): Promise<readonly TrustedAuthority[]>;
  /** Of a certificate that this authority issued; `unknown` is refused like `revoked`. */
  status(certificate: X509Certificate, issuer: TrustedAuthority): Promise<RevocationStatus>;
}
