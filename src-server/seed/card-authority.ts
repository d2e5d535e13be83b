import { createHash } from 'node:crypto';
import { appendAudit } from '../audit/append-audit.ts';
import { canonicalJson } from '../audit/canonical-json.ts';
import { buildCertificate } from '../ca/build-certificate.ts';
import { personName, type PersonIdentity } from '../ca/distinguished-name.ts';
import { readCertificate } from '../ca/read-certificate.ts';
import { revocationCodeHash } from '../ca/revocation-code.ts';
import { newSerialNumber } from '../ca/serial-number.ts';
import type { Deps } from '../deps.ts';
import { sha256Hex } from '../domain/digest.ts';
import { issuingName } from '../domain/issuing-generation.ts';
import { emailKey } from '../domain/email-key.ts';
import { fold } from '../domain/fold.ts';
import { findAccountByEmail, insertAccount } from '../repositories/accounts.ts';
import { findDossierBySerial, insertCertificates } from '../repositories/dossiers.ts';
import { insertIssuedCertificate, type IssuedCertificate } from '../repositories/issued-certificates.ts';
import type { Trx } from '../repositories/queryable.ts';
import { factsOf, getIssuer } from '../use-cases/certificates/authority-keys.ts';
import { codeOf } from '../use-cases/certificates/revocation-code.ts';
import type { RehearsalPerson } from './rehearsal-people.ts';

/** Certifies the keys of one token while it is made. */
export interface TokenAuthority {
  /** Of the issuing authority, DER. */
  readonly certificate: Uint8Array;
  /** @param publicKey SubjectPublicKeyInfo, DER. @returns the certificate, DER. */
  certify(usage: TokenKeyUsage, publicKey: Uint8Array): Promise<Uint8Array>;
}

type TokenKeyUsage = 'authentication' | 'signature' | 'keyManagement';

const PROFILES = {
  authentication: { profile: 'qscd-authentication', policyOid: '1.3.6.1.4.1.32473.7.1.3' },
  signature: { profile: 'qscd-signature', policyOid: '1.3.6.1.4.1.32473.7.1.2' },
} as const;
const MONTHS = 36;

/**
 * The authority of a rehearsal as it certifies the keys of this person's token: certificates like any other of its own, that can be
 * revoked and sign in. They wait in an account that nobody can open until their holder shows, by the token, that the keys are theirs
 * (`claimCertificates`).
 * @throws AppError authorityNotMade | vaultUnavailable
 */
export async function tokenAuthority(deps: Deps, person: RehearsalPerson, officeId: string): Promise<TokenAuthority> {
  const { certificate } = await getIssuer(deps);
  return { certificate: certificate.der, certify: (usage, publicKey) => certify(deps, person, officeId, usage, publicKey) };
}

async function certify(deps: Deps, person: RehearsalPerson, officeId: string, usage: TokenKeyUsage, publicKey: Uint8Array): Promise<Uint8Array> {
  if (usage === 'keyManagement') throw new RangeError('tokens of a rehearsal have no key to decipher with');
  const { db, clock, random } = deps;
  const { profile, policyOid } = PROFILES[usage];
  const dossier = await findDossierBySerial(db, person.serial);
  if (dossier === null) throw new Error('the token has no dossier');
  const identity = identityOf(person);
  const serial = newSerialNumber(random);
  const { certificate: issuer, signer, number: issuerNumber } = await getIssuer(deps);
  const order = { profile, subject: personName(identity), publicKey, serial, now: clock.now(), facts: factsOf(deps, issuingName(issuerNumber)) };
  const der = await buildCertificate({ ...order, product: { months: MONTHS, policyOid } }, issuer, signer);
  const { notBefore, notAfter } = readCertificate(der);
  const row: Omit<IssuedCertificate, 'account_id' | 'issued_at'> = {
    serial,
    sha256: createHash('sha256').update(der).digest('hex'),
    der: Buffer.from(der).toString('base64'),
    issuer_number: issuerNumber,
    key_sha256: createHash('sha256').update(publicKey).digest('hex'),
    profile,
    support: person.profile === 'gids' ? 'card-b' : 'key-b',
    office_id: officeId,
    request_id: null,
    dossier_id: dossier.id,
    issued_by: null,
    identity: canonicalJson(identity),
    search_text: fold(`${serial} ${person.holder} ${person.entity}`),
    renews: null,
    not_before: notBefore,
    not_after: notAfter,
    revocation_code_hash: revocationCodeHash(await codeOf(deps, serial)),
    revocation_number: null,
    revoked_at: null,
    revocation_reason: null,
    revoked_by: null,
    revocation_receipt: null,
    sealed_key: null,
    downloads: 0,
  };
  await db.transaction().execute(async (trx) => {
    const now = clock.now();
    await insertIssuedCertificate(trx, { ...row, account_id: await unclaimedAccount(trx, deps, person, now), issued_at: now });
    await insertCertificates(trx, dossier.id, [row.sha256]);
    const details = { sha256: row.sha256, profile, support: row.support, renews: null, request: null, token: person.serial, by: 'seed', document: null };
    await appendAudit(trx, { at: now, event: 'certificate.issued', subject: serial, details });
  });
  return der;
}

/** Of a token that was made before its holder had an account: no password, never confirmed, at an address that no mail reaches (RFC 2606, 2). */
async function unclaimedAccount(trx: Trx, { random }: Pick<Deps, 'random'>, person: RehearsalPerson, now: number): Promise<string> {
  const email = `${person.serial.toLowerCase()}@token.invalid`;
  const known = await findAccountByEmail(trx, emailKey(email));
  if (known !== null) return known.id;
  const { givenName, surname } = identityOf(person);
  const id = random.uuid();
  const names = { email, email_key: emailKey(email), first_name: givenName, last_name: surname, language: 'fr' } as const;
  await insertAccount(trx, { ...names, id, role: 'holder', office_id: null, password: null, terms_version: null, confirmed_at: null, disabled_at: now, created_at: now });
  return id;
}

function identityOf({ serial, holder, entity }: RehearsalPerson): PersonIdentity {
  const [givenName = '', ...rest] = holder.split(' ');
  const serialNumber = sha256Hex(`rehearsal subject\n${serial}`).slice(0, 20).toUpperCase();
  // A register number that no company has.
  return { country: 'FR', givenName, surname: rest.join(' '), serialNumber, organization: { name: entity, identifier: 'NTRFR-000000000' } };
}
