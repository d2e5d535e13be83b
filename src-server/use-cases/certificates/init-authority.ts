import { createHash } from 'node:crypto';
import type { Name } from '@peculiar/asn1-x509';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { appendAudit } from '../../audit/append-audit.ts';
import { buildCertificate } from '../../ca/build-certificate.ts';
import { distinguishedName } from '../../ca/distinguished-name.ts';
import { readCertificate, type CaCertificate } from '../../ca/read-certificate.ts';
import { newSerialNumber } from '../../ca/serial-number.ts';
import { issuingName, type IssuingName } from '../../domain/issuing-generation.ts';
import { findAuthority, findResponder, insertAuthority, listIssuing, type AuthorityRow } from '../../repositories/authorities.ts';
import type { Queryable } from '../../repositories/queryable.ts';
import { certificateOf, curveOf, factsOf, getCaCertificate, getIssuingCertificate, vaultSigner, type AuthorityKeyName, type PkiDeps } from './authority-keys.ts';
import { currentRevocationList } from './revocation-list.ts';

/** One certificate that there has to be. `number` of an issuing authority: its own; of a responder: that of whom it answers for. */
type Place = { readonly kind: 'root-ca' } | { readonly kind: 'issuing-ca' | 'ocsp-responder'; readonly number: number };

export interface MadeAuthority {
  /** Kind, with the number after the first: "issuing-ca-2". */
  readonly name: string;
  readonly certificate: CaCertificate;
  /** False: it was there. */
  readonly made: boolean;
}

/**
 * Makes root, issuing authority, OCSP responder and their first lists, each where there is none: run again after a crash it
 * goes on, run when all is made it changes nothing. Keys come first and stay in the vault.
 * @param upTo the number of issuing authorities there are to be at least: a further one has a new key under the same root, and signs what is issued
 *   from then on; those before go on telling of what they signed.
 * @throws AppError vaultUnavailable, also when the vault holds other keys than those of the certificates
 */
export async function initAuthority(deps: PkiDeps, upTo = 1): Promise<readonly MadeAuthority[]> {
  const made: MadeAuthority[] = [await ensureAuthority(deps, { kind: 'root-ca' })];
  const issuing = Math.max(upTo, (await listIssuing(deps.db)).length);
  for (let number = 1; number <= issuing; number += 1) {
    for (const kind of ['issuing-ca', 'ocsp-responder'] as const) made.push(await ensureAuthority(deps, { kind, number }));
  }
  await currentRevocationList(deps, 'root-ca');
  for (let number = 1; number <= issuing; number += 1) await currentRevocationList(deps, issuingName(number));
  return made;
}

const keyOf = (place: Place): AuthorityKeyName => (place.kind === 'issuing-ca' ? issuingName(place.number) : place.kind);

async function ensureAuthority(deps: PkiDeps, place: Place): Promise<MadeAuthority> {
  const { db, vault, failpoint } = deps;
  const key = keyOf(place);
  const name = place.kind === 'ocsp-responder' && place.number > 1 ? `${place.kind}-${place.number}` : key;
  const row = await findPlace(db, place);
  if (row !== null) {
    const there = certificateOf(row);
    await vaultSigner(deps, key, there.publicKey);
    return { name, certificate: there, made: false };
  }
  await vault.makeSigningKey(key, curveOf(key));
  failpoint('initAuthority.keyMade');
  const certificate = await makeAuthorityCertificate(deps, place);
  failpoint('initAuthority.certified');
  const made = await storeAuthority(deps, place, certificate, null);
  failpoint('initAuthority.committed');
  // Another process was first: its certificate is for the same key.
  return made ? { name, certificate, made } : ensureAuthority(deps, place);
}

/** What stands in this place now. */
async function findPlace(db: Queryable, place: Place): Promise<AuthorityRow | null> {
  if (place.kind === 'root-ca') return findAuthority(db, 'root-ca');
  return place.kind === 'ocsp-responder' ? findResponder(db, place.number) : ((await listIssuing(db)).find(({ number }) => number === place.number) ?? null);
}

/** A new certificate for the key of this place; nothing is stored. @throws AppError vaultUnavailable | authorityNotMade | authorityExpired */
export async function makeAuthorityCertificate(deps: PkiDeps, place: Place): Promise<CaCertificate> {
  const publicKey = await deps.vault.publicKey(keyOf(place));
  if (publicKey === null) throw new AppError('vaultUnavailable');
  const issuerName: 'root-ca' | IssuingName = place.kind === 'ocsp-responder' ? issuingName(place.number) : 'root-ca';
  const issuer = place.kind === 'root-ca' ? null : place.kind === 'issuing-ca' ? await getCaCertificate(deps.db, 'root-ca') : await getIssuingCertificate(deps.db, place.number);
  const signer = await vaultSigner(deps, issuerName, issuer?.publicKey ?? publicKey);
  const order = {
    profile: place.kind,
    subject: nameOf(deps, place),
    publicKey,
    serial: newSerialNumber(deps.random),
    now: deps.clock.now(),
    facts: factsOf(deps, issuerName),
  };
  return readCertificate(await buildCertificate(order, issuer, signer));
}

/** Stores it in its place, with its audit row. @param after number of what it takes the place of; null: of nothing. False: another was quicker. */
export async function storeAuthority({ db, clock, failpoint }: PkiDeps, place: Place, certificate: CaCertificate, after: number | null): Promise<boolean> {
  const { kind } = place;
  return db.transaction().execute(async (trx) => {
    if (((await findPlace(trx, place))?.number ?? null) !== after) return false;
    const number = place.kind === 'issuing-ca' ? place.number : ((await findAuthority(trx, kind))?.number ?? 0) + 1;
    const { serial, der, notBefore, notAfter } = certificate;
    const now = clock.now();
    const issuerNumber = place.kind === 'ocsp-responder' ? place.number : null;
    await insertAuthority(trx, { kind, number, serial, der: Buffer.from(der).toString('base64'), not_before: notBefore, not_after: notAfter, created_at: now, issuer_number: issuerNumber });
    failpoint('initAuthority.stored');
    const sha256 = createHash('sha256').update(der).digest('hex');
    await appendAudit(trx, { at: now, event: 'authority.certified', subject: serial, details: { kind, number, sha256, notAfter, ...(issuerNumber === null ? {} : { issuer: issuerNumber }) } });
    return true;
  });
}

/** Each issuing authority has a name of its own: lists and chains are looked for by it (RFC 5280, 4.1.2.4). */
function nameOf({ config }: PkiDeps, place: Place): Name {
  const { country, organization, organizationIdentifier, rootName, issuingName: issuing, responderName } = config.ca;
  const commonName = { 'root-ca': rootName, 'issuing-ca': issuing, 'ocsp-responder': responderName }[place.kind];
  const generation = place.kind === 'issuing-ca' && place.number > 1 ? ` G${place.number}` : '';
  return distinguishedName({ country, organization, organizationIdentifier, commonName: `${commonName}${generation}` });
}
