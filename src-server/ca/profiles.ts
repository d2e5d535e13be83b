/** Kinds of certificate this authority makes. */
export type ProfileName = 'root-ca' | 'issuing-ca' | 'ocsp-responder' | EndEntityProfileName;
export type EndEntityProfileName = 'qscd-dual' | 'qscd-signature' | 'qscd-authentication' | 'software';

export interface CertificateProfile {
  readonly keyUsage: ReadonlyArray<'digitalSignature' | 'nonRepudiation' | 'keyCertSign' | 'cRLSign'>;
  readonly extendedKeyUsage: ReadonlyArray<'clientAuth' | 'OCSPSigning'>;
  /** Of an authority; null: an end entity, whose certificate has no basicConstraints (RFC 5280, 4.2.1.9). */
  readonly pathLength: number | null;
  /** Of an authority's own certificates; an end entity's time is its product's. */
  readonly days: number | null;
  /** Statements of ETSI EN 319 412-5: QcCompliance, QcType esign, QcPDS, and QcSSCD where the key is in a qualified device. */
  readonly qualified: { readonly device: boolean } | null;
  /** `product`: the policy of what was asked for; `any`: anyPolicy; null: no certificatePolicies. */
  readonly policy: 'product' | 'any' | null;
  /** Where its status is told. A responder's is not asked for: id-pkix-ocsp-nocheck (RFC 6960, 4.2.2.2.1). */
  readonly status: 'crl' | 'crl-and-ocsp' | 'nocheck' | 'none';
}

const YEAR = 365;

/** Profiles as data; `build-certificate.ts` turns one into DER. */
export const PROFILES = {
  'root-ca': { keyUsage: ['keyCertSign', 'cRLSign'], extendedKeyUsage: [], pathLength: 1, days: 20 * YEAR, qualified: null, policy: null, status: 'none' },
  'issuing-ca': { keyUsage: ['keyCertSign', 'cRLSign'], extendedKeyUsage: [], pathLength: 0, days: 10 * YEAR, qualified: null, policy: 'any', status: 'crl' },
  // Short-lived because nobody can revoke it; `ca-state` makes the next one at half of its time.
  'ocsp-responder': { keyUsage: ['digitalSignature'], extendedKeyUsage: ['OCSPSigning'], pathLength: null, days: 30, qualified: null, policy: null, status: 'nocheck' },
  // One certificate for both uses: key usage type B of ETSI EN 319 412-2, 4.3.2.
  'qscd-dual': { keyUsage: ['digitalSignature', 'nonRepudiation'], extendedKeyUsage: ['clientAuth'], pathLength: null, days: null, qualified: { device: true }, policy: 'product', status: 'crl-and-ocsp' },
  // Type A: what is signed is meant to bind, and nothing else is signed.
  'qscd-signature': { keyUsage: ['nonRepudiation'], extendedKeyUsage: [], pathLength: null, days: null, qualified: { device: true }, policy: 'product', status: 'crl-and-ocsp' },
  // Type C; statements of qualified signatures have no place in it.
  'qscd-authentication': { keyUsage: ['digitalSignature'], extendedKeyUsage: ['clientAuth'], pathLength: null, days: null, qualified: null, policy: 'product', status: 'crl-and-ocsp' },
  software: { keyUsage: ['digitalSignature', 'nonRepudiation'], extendedKeyUsage: ['clientAuth'], pathLength: null, days: null, qualified: { device: false }, policy: 'product', status: 'crl-and-ocsp' },
} as const satisfies Record<ProfileName, CertificateProfile>;

export const END_ENTITY_PROFILES = ['qscd-dual', 'qscd-signature', 'qscd-authentication', 'software'] as const satisfies readonly EndEntityProfileName[];
