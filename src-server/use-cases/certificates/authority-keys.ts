import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { CertificateFacts } from '../../ca/certificate-extensions.ts';
import { readCertificate, type CaCertificate } from '../../ca/read-certificate.ts';
import type { Curve, Signer } from '../../ca/signer.ts';
import type { Deps } from '../../deps.ts';
import { issuingName, issuingNumber, type IssuingName } from '../../domain/issuing-generation.ts';
import { findAuthority, findResponder, listIssuing, type AuthorityRow } from '../../repositories/authorities.ts';
import type { Queryable } from '../../repositories/queryable.ts';

/** What making and telling of certificates works on; a command has it as well as a running authority. */
export type PkiDeps = Pick<Deps, 'db' | 'vault' | 'clock' | 'random' | 'config' | 'failpoint' | 'log'>;

export type AuthorityKind = AuthorityRow['kind'];

/** A certificate of the authority and the key that goes with it. */
export interface AuthorityKey {
  readonly certificate: CaCertificate;
  readonly signer: Signer;
}

type CurrentKind = Exclude<AuthorityKind, 'ocsp-responder'>;

/** Names of keys in the vault. */
export type AuthorityKeyName = 'root-ca' | IssuingName | 'ocsp-responder';

export const curveOf = (name: AuthorityKeyName): Curve => (name === 'root-ca' ? 'P-384' : 'P-256');

/** Parsed once for each text: the authority has few certificates, and every OCSP request asks for two. */
const parsed = new Map<string, CaCertificate>();
const PARSED_MAX = 32;

/** The certificate of one kind in use: of issuing authorities the newest that is not revoked. Null: there is none. */
export async function findCaCertificate(db: Queryable, kind: CurrentKind): Promise<CaCertificate | null> {
  const row = kind === 'issuing-ca' ? await findIssuer(db) : await findAuthority(db, kind);
  return row === null ? null : certificateOf(row);
}

/** @throws AppError authorityNotMade */
export async function getCaCertificate(db: Queryable, kind: CurrentKind): Promise<CaCertificate> {
  const certificate = await findCaCertificate(db, kind);
  if (certificate === null) throw new AppError('authorityNotMade');
  return certificate;
}

/** The issuing authority that signs what is issued now. */
async function findIssuer(db: Queryable): Promise<AuthorityRow | null> {
  return (await listIssuing(db)).findLast(({ revoked_at: at }) => at === null) ?? null;
}

/** The certificate of the issuing authority of this number, in use or not. @throws AppError authorityNotMade */
export async function getIssuingCertificate(db: Queryable, number: number): Promise<CaCertificate> {
  const row = (await listIssuing(db)).find((one) => one.number === number);
  if (row === undefined) throw new AppError('authorityNotMade');
  return certificateOf(row);
}

/** Parsed, once for each text. */
export function certificateOf({ der }: Pick<AuthorityRow, 'der'>): CaCertificate {
  const known = parsed.get(der);
  if (known !== undefined) return known;
  const certificate = readCertificate(Buffer.from(der, 'base64'));
  if (parsed.size >= PARSED_MAX) parsed.clear();
  parsed.set(der, certificate);
  return certificate;
}

/** The key that signs what is issued now. @throws AppError authorityNotMade | vaultUnavailable */
export async function getIssuer(deps: Pick<Deps, 'db' | 'vault'>): Promise<AuthorityKey & { readonly number: number }> {
  const row = await findIssuer(deps.db);
  if (row === null) throw new AppError('authorityNotMade');
  const certificate = certificateOf(row);
  return { number: row.number, certificate, signer: await vaultSigner(deps, issuingName(row.number), certificate.publicKey) };
}

/** Certificate and key of whoever signs these lists. @throws AppError authorityNotMade, vaultUnavailable also when the vault holds another key than the certificate's */
export async function getListIssuer(deps: Pick<Deps, 'db' | 'vault'>, issuer: 'root-ca' | IssuingName): Promise<AuthorityKey> {
  const certificate = issuer === 'root-ca' ? await getCaCertificate(deps.db, issuer) : await getIssuingCertificate(deps.db, issuingNumber(issuer));
  return { certificate, signer: await vaultSigner(deps, issuer, certificate.publicKey) };
}

/** Who answers OCSP for what this issuing authority signed: one key for all, a certificate for each (RFC 6960, 4.2.2.2). @throws AppError authorityNotMade | vaultUnavailable */
export async function getResponder(deps: Pick<Deps, 'db' | 'vault'>, issuerNumber: number): Promise<AuthorityKey> {
  const row = await findResponder(deps.db, issuerNumber);
  if (row === null) throw new AppError('authorityNotMade');
  const certificate = certificateOf(row);
  return { certificate, signer: await vaultSigner(deps, 'ocsp-responder', certificate.publicKey) };
}

/** @param expected public key that it must be, SPKI DER. */
export async function vaultSigner({ vault }: Pick<Deps, 'vault'>, name: AuthorityKeyName, expected: Uint8Array): Promise<Signer> {
  const publicKey = await vault.publicKey(name);
  if (publicKey === null || !Buffer.from(publicKey).equals(Buffer.from(expected))) throw new AppError('vaultUnavailable');
  return { curve: curveOf(name), publicKey, sign: (data) => vault.sign(name, data) };
}

/** What certificates signed by this issuer say of it. Where nothing is configured, an address that nobody has: there is none to give. */
export function factsOf({ config }: Pick<Deps, 'config'>, issuer: 'root-ca' | IssuingName): CertificateFacts {
  const { disclosures, url } = config.ca;
  const origin = url ?? config.publicUrl ?? 'http://pki.clavis.example';
  const name = fileNameOf(issuer);
  return { disclosures, ocspUrl: `${origin}/ocsp`, issuerUrl: `${origin}/ca/${name}.cer`, crlUrl: `${origin}/ca/${name}.crl` };
}

/** As its files are called: root, issuing, issuing-2. */
export const fileNameOf = (issuer: 'root-ca' | IssuingName): string => issuer.replace('-ca', '');
