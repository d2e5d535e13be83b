import { createHash } from 'node:crypto';
import type { Name } from '@peculiar/asn1-x509';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { appendAudit } from '../../audit/append-audit.ts';
import { buildCertificate } from '../../ca/build-certificate.ts';
import { distinguishedName } from '../../ca/distinguished-name.ts';
import { readCertificate, type CaCertificate } from '../../ca/read-certificate.ts';
import { newSerialNumber } from '../../ca/serial-number.ts';
import { findAuthority, insertAuthority } from '../../repositories/authorities.ts';
import { CURVE_OF, factsOf, findCaCertificate, vaultSigner, type AuthorityKind, type PkiDeps } from './authority-keys.ts';
import { currentRevocationList } from './revocation-list.ts';

export interface MadeAuthority {
  readonly kind: AuthorityKind;
  readonly certificate: CaCertificate;
  /** False: it was there. */
  readonly made: boolean;
}

const ISSUER_OF = { 'root-ca': null, 'issuing-ca': 'root-ca', 'ocsp-responder': 'issuing-ca' } as const satisfies Record<AuthorityKind, AuthorityKind | null>;

/**
 * Makes root, issuing authority, OCSP responder and their first lists, each where there is none: run again after a crash it
 * goes on, run when all is made it changes nothing. Keys come first and stay in the vault.
 * @throws AppError vaultUnavailable, also when the vault holds other keys than those of the certificates
 */
export async function initAuthority(deps: PkiDeps): Promise<readonly MadeAuthority[]> {
  const made: MadeAuthority[] = [];
  for (const kind of ['root-ca', 'issuing-ca', 'ocsp-responder'] as const) made.push(await ensureAuthority(deps, kind));
  await currentRevocationList(deps, 'root-ca');
  await currentRevocationList(deps, 'issuing-ca');
  return made;
}

async function ensureAuthority(deps: PkiDeps, kind: AuthorityKind): Promise<MadeAuthority> {
  const { db, vault, failpoint } = deps;
  const there = await findCaCertificate(db, kind);
  if (there !== null) {
    await vaultSigner(deps, kind, there.publicKey);
    return { kind, certificate: there, made: false };
  }
  await vault.makeSigningKey(kind, CURVE_OF[kind]);
  failpoint('initAuthority.keyMade');
  const certificate = await makeAuthorityCertificate(deps, kind);
  failpoint('initAuthority.certified');
  const made = await storeAuthority(deps, kind, certificate, 1);
  failpoint('initAuthority.committed');
  // Another process was first: its certificate is for the same key.
  return made ? { kind, certificate, made } : ensureAuthority(deps, kind);
}

/** A new certificate for the key of this kind; nothing is stored. @throws AppError vaultUnavailable | authorityNotMade | authorityExpired */
export async function makeAuthorityCertificate(deps: PkiDeps, kind: AuthorityKind): Promise<CaCertificate> {
  const publicKey = await deps.vault.publicKey(kind);
  if (publicKey === null) throw new AppError('vaultUnavailable');
  const issuerKind = ISSUER_OF[kind];
  const issuer = issuerKind === null ? null : await findCaCertificate(deps.db, issuerKind);
  if (issuerKind !== null && issuer === null) throw new AppError('authorityNotMade');
  const signer = await vaultSigner(deps, issuerKind ?? kind, issuer?.publicKey ?? publicKey);
  const order = {
    profile: kind,
    subject: nameOf(deps, kind),
    publicKey,
    serial: newSerialNumber(deps.random),
    now: deps.clock.now(),
    facts: factsOf(deps, issuerKind === 'issuing-ca' ? 'issuing-ca' : 'root-ca'),
  };
  return readCertificate(await buildCertificate(order, issuer, signer));
}

/** Stores it as that number of its kind, with its audit row. False: the number is taken. */
export async function storeAuthority({ db, clock, failpoint }: PkiDeps, kind: AuthorityKind, certificate: CaCertificate, number: number): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    if (((await findAuthority(trx, kind))?.number ?? 0) !== number - 1) return false;
    const { serial, der, notBefore, notAfter } = certificate;
    const now = clock.now();
    await insertAuthority(trx, { kind, number, serial, der: Buffer.from(der).toString('base64'), not_before: notBefore, not_after: notAfter, created_at: now });
    failpoint('initAuthority.stored');
    const sha256 = createHash('sha256').update(der).digest('hex');
    await appendAudit(trx, { at: now, event: 'authority.certified', subject: serial, details: { kind, number, sha256, notAfter } });
    return true;
  });
}

function nameOf({ config }: PkiDeps, kind: AuthorityKind): Name {
  const { country, organization, organizationIdentifier, rootName, issuingName, responderName } = config.ca;
  const commonName = { 'root-ca': rootName, 'issuing-ca': issuingName, 'ocsp-responder': responderName }[kind];
  return distinguishedName({ country, organization, organizationIdentifier, commonName });
}
