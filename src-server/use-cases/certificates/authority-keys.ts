import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { CertificateFacts } from '../../ca/certificate-extensions.ts';
import { readCertificate, type CaCertificate } from '../../ca/read-certificate.ts';
import type { Curve, Signer } from '../../ca/signer.ts';
import type { Deps } from '../../deps.ts';
import { findAuthority, type AuthorityRow } from '../../repositories/authorities.ts';
import type { Queryable } from '../../repositories/queryable.ts';

/** What making and telling of certificates works on; a command has it as well as a running authority. */
export type PkiDeps = Pick<Deps, 'db' | 'vault' | 'clock' | 'random' | 'config' | 'failpoint' | 'log'>;

export type AuthorityKind = AuthorityRow['kind'];

/** A certificate of the authority and the key that goes with it. */
export interface AuthorityKey {
  readonly certificate: CaCertificate;
  readonly signer: Signer;
}

export const CURVE_OF = { 'root-ca': 'P-384', 'issuing-ca': 'P-256', 'ocsp-responder': 'P-256' } as const satisfies Record<AuthorityKind, Curve>;

/** Parsed once for each text: the authority has few certificates, and every OCSP request asks for two. */
const parsed = new Map<string, CaCertificate>();
const PARSED_MAX = 32;

/** The certificate of this kind in use; null: none was made yet. */
export async function findCaCertificate(db: Queryable, kind: AuthorityKind): Promise<CaCertificate | null> {
  const row = await findAuthority(db, kind);
  if (row === null) return null;
  const known = parsed.get(row.der);
  if (known !== undefined) return known;
  const certificate = readCertificate(Buffer.from(row.der, 'base64'));
  if (parsed.size >= PARSED_MAX) parsed.clear();
  parsed.set(row.der, certificate);
  return certificate;
}

/** @throws AppError authorityNotMade */
export async function getCaCertificate(db: Queryable, kind: AuthorityKind): Promise<CaCertificate> {
  const certificate = await findCaCertificate(db, kind);
  if (certificate === null) throw new AppError('authorityNotMade');
  return certificate;
}

/** Certificate and key of one kind. @throws AppError authorityNotMade, vaultUnavailable also when the vault holds another key than the certificate's */
export async function getAuthorityKey(deps: Pick<Deps, 'db' | 'vault'>, kind: AuthorityKind): Promise<AuthorityKey> {
  const certificate = await getCaCertificate(deps.db, kind);
  return { certificate, signer: await vaultSigner(deps, kind, certificate.publicKey) };
}

/** @param expected public key that it must be, SPKI DER. */
export async function vaultSigner({ vault }: Pick<Deps, 'vault'>, kind: AuthorityKind, expected: Uint8Array): Promise<Signer> {
  const publicKey = await vault.publicKey(kind);
  if (publicKey === null || !Buffer.from(publicKey).equals(Buffer.from(expected))) throw new AppError('vaultUnavailable');
  return { curve: CURVE_OF[kind], publicKey, sign: (data) => vault.sign(kind, data) };
}

/** What certificates signed by this issuer say of it. Where nothing is configured, an address that nobody has: there is none to give. */
export function factsOf({ config }: Pick<Deps, 'config'>, issuer: 'root-ca' | 'issuing-ca'): CertificateFacts {
  const { disclosures, url } = config.ca;
  const origin = url ?? config.publicUrl ?? 'http://pki.clavis.example';
  const name = issuer === 'root-ca' ? 'root' : 'issuing';
  return { disclosures, ocspUrl: `${origin}/ocsp`, issuerUrl: `${origin}/ca/${name}.cer`, crlUrl: `${origin}/ca/${name}.crl` };
}
