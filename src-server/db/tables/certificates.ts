import type { EndEntityProfileName } from '../../ca/profiles.ts';
import type { IssuingName } from '../../domain/issuing-generation.ts';
import type { RevocationReason } from '../../ca/revocation-reason.ts';

/** A certificate of the authority itself. The newest number of a kind is the one in use, of responders that of their issuer. */
export interface AuthorityTable {
  /** Also the name of its key in the vault. */
  kind: 'root-ca' | 'issuing-ca' | 'ocsp-responder';
  /** From 1. */
  number: number;
  /** Upper-case hex. */
  serial: string;
  /** Base64. */
  der: string;
  not_before: number;
  not_after: number;
  created_at: number;
  /** ocsp-responder: number of the issuing authority that it answers for; else null. */
  issuer_number: number | null;
  /** issuing-ca: revoked by the root. */
  revoked_at: number | null;
  revocation_reason: RevocationReason | null;
}

export interface IssuedCertificateTable {
  /** 32 upper-case hex digits. */
  serial: string;
  sha256: string;
  /** Base64. */
  der: string;
  /** Number of the issuing authority that signed it. */
  issuer_number: number;
  /** Of the SubjectPublicKeyInfo. */
  key_sha256: string;
  profile: EndEntityProfileName;
  /** What its key is kept on: `software`, or a model of token in the authority's list of supports. */
  support: string;
  account_id: string;
  office_id: string;
  request_id: string | null;
  /** The token it is on, where the authority knows it. */
  dossier_id: string | null;
  /** Operator; null: a renewal that its holder did alone. */
  issued_by: string | null;
  /** Canonical JSON of `PersonIdentity`: what a renewal repeats. */
  identity: string;
  /** Folded: serial, holder, organisation. */
  search_text: string;
  /** Serial of the certificate that it takes the place of. */
  renews: string | null;
  not_before: number;
  not_after: number;
  issued_at: number;
  /** The code has 125 random bits, so a plain SHA-256 is enough (ASVS 6.5.2). */
  revocation_code_hash: string;
  /** Order of revocations, from 1: a list says up to which one it covers. */
  revocation_number: number | null;
  revoked_at: number | null;
  revocation_reason: RevocationReason | null;
  revoked_by: 'holder' | 'operator' | 'code' | null;
  /** Compact JWS. */
  revocation_receipt: string | null;
  /** Software: its private key, PKCS#8 sealed by the vault; emptied after the last download. */
  sealed_key: string | null;
  downloads: number;
}

export interface RevocationListTable {
  /** The name of the key that signs it. */
  issuer: 'root-ca' | IssuingName;
  number: number;
  this_update: number;
  next_update: number;
  /** Last `revocation_number` it takes account of; 0: none. Of the root: how many issuing authorities are revoked. */
  covers: number;
  entries: number;
  /** Base64. */
  der: string;
}
