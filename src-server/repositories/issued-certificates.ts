import { sql, type Selectable } from 'kysely';
import type { CertificateState } from '../../src-shared/http/certificates.ts';
import type { RevokedEntry } from '../ca/build-crl.ts';
import type { CertificateStatus } from '../ca/build-ocsp-response.ts';
import type { RevocationReason } from '../ca/revocation-reason.ts';
import type { IssuedCertificateTable } from '../db/tables/certificates.ts';
import { fold } from '../domain/fold.ts';
import type { Queryable, Trx } from './queryable.ts';

export type IssuedCertificate = Readonly<Selectable<IssuedCertificateTable>>;

/** Whose certificates are looked for: one's own, or those of one's office. Somebody else's are not found. */
export type CertificateScope = { readonly accountId: string } | { readonly officeId: string };

export async function findIssuedCertificate(db: Queryable, serial: string): Promise<IssuedCertificate | null> {
  return (await db.selectFrom('issued_certificates').selectAll().where('serial', '=', serial).executeTakeFirst()) ?? null;
}

export async function findCertificateIn(db: Queryable, serial: string, scope: CertificateScope): Promise<IssuedCertificate | null> {
  const row = await findIssuedCertificate(db, serial);
  if (row === null) return null;
  return ('accountId' in scope ? row.account_id === scope.accountId : row.office_id === scope.officeId) ? row : null;
}

/** Serial of the certificate that took this one's place. */
export async function findRenewalOf(db: Queryable, serial: string): Promise<string | null> {
  return (await db.selectFrom('issued_certificates').select('serial').where('renews', '=', serial).executeTakeFirst())?.serial ?? null;
}

export async function insertIssuedCertificate(trx: Trx, row: IssuedCertificate): Promise<void> {
  await trx.insertInto('issued_certificates').values(row).execute();
}

/**
 * Whether this key must not be certified for this account: it is in a certificate of somebody else, or in one that was
 * revoked because others may have the key.
 */
export async function isKeySpent(db: Queryable, keySha256: string, accountId: string): Promise<boolean> {
  const row = await db
    .selectFrom('issued_certificates')
    .select('serial')
    .where('key_sha256', '=', keySha256)
    .where((eb) => eb.or([eb('account_id', '!=', accountId), eb('revocation_reason', '=', 'keyCompromise')]))
    .executeTakeFirst();
  return row !== undefined;
}

/** How many of these certificates were issued here. @param sha256s of the DER, lower-case hex. */
export async function countIssued(db: Queryable, sha256s: readonly string[]): Promise<number> {
  if (sha256s.length === 0) return 0;
  return (await db.selectFrom('issued_certificates').select('serial').where('sha256', 'in', [...sha256s]).execute()).length;
}

/**
 * Gives the certificates of a token to whoever has shown that the key of one of them is theirs, if the token was made before its holder
 * had an account: they are then an account's that was never confirmed. Those of a person stay with the person.
 * @param proven SHA-256 of the certificate whose key was used. @returns serials of what changed hands.
 */
export async function claimCertificates(trx: Trx, proven: string, accountId: string): Promise<readonly string[]> {
  const row = await trx
    .selectFrom('issued_certificates')
    .innerJoin('accounts', 'accounts.id', 'issued_certificates.account_id')
    .select(['dossier_id', 'account_id'])
    .where('sha256', '=', proven)
    .where('dossier_id', 'is not', null)
    .where('accounts.role', '=', 'holder')
    .where('accounts.confirmed_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return [];
  const found = await trx.selectFrom('issued_certificates').select('serial').where('dossier_id', '=', row.dossier_id).where('account_id', '=', row.account_id).orderBy('serial').execute();
  const serials = found.map(({ serial }) => serial);
  await trx.updateTable('issued_certificates').set({ account_id: accountId }).where('serial', 'in', serials).execute();
  return serials;
}

/** Marks it revoked, once. False: it was already. */
export async function revokeIssued(
  trx: Trx,
  serial: string,
  revocation: { readonly at: number; readonly reason: RevocationReason; readonly by: 'holder' | 'operator' | 'code'; readonly receipt: string },
): Promise<boolean> {
  const result = await trx
    .updateTable('issued_certificates')
    .set({
      revoked_at: revocation.at,
      revocation_number: (await lastRevocationNumber(trx)) + 1,
      revocation_reason: revocation.reason,
      revoked_by: revocation.by,
      revocation_receipt: revocation.receipt,
      sealed_key: null,
    })
    .where('serial', '=', serial)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Counts one download of its key; `last`: the key goes. False: it was not at `from`, or has no key. */
export async function countDownload(trx: Trx, serial: string, from: number, last: boolean): Promise<boolean> {
  const result = await trx
    .updateTable('issued_certificates')
    .set({ downloads: from + 1, ...(last ? { sealed_key: null } : {}) })
    .where('serial', '=', serial)
    .where('downloads', '=', from)
    .where('sealed_key', 'is not', null)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** How many revocations there have been; each has its number. */
async function lastRevocationNumber(db: Queryable): Promise<number> {
  const row = await db.selectFrom('issued_certificates').select(({ fn }) => fn.max('revocation_number').as('last')).executeTakeFirst();
  return row?.last ?? 0;
}

/** The last revocation among those that this issuing authority signed; 0: none. */
export async function lastRevocationOf(db: Queryable, issuerNumber: number): Promise<number> {
  const row = await db
    .selectFrom('issued_certificates')
    .select('revocation_number')
    .where('issuer_number', '=', issuerNumber)
    .where('revocation_number', 'is not', null)
    .orderBy('revocation_number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.revocation_number ?? 0;
}

/** Revoked certificates of this issuing authority whose validity ended at `since` or later, in the order of their revocations. */
export async function listRevoked(db: Queryable, issuerNumber: number, since: number): Promise<readonly RevokedEntry[]> {
  const rows = await db
    .selectFrom('issued_certificates')
    .select(['serial', 'revoked_at', 'revocation_reason', 'not_after'])
    .where('revoked_at', 'is not', null)
    .where('issuer_number', '=', issuerNumber)
    .where('not_after', '>=', since)
    .orderBy('revocation_number')
    .execute();
  return rows.map((row) => ({ serial: row.serial, revokedAt: row.revoked_at ?? 0, reason: row.revocation_reason ?? 'unspecified', notAfter: row.not_after }));
}

/** @param sha256 of its DER. */
export async function isIssued(db: Queryable, sha256: string): Promise<boolean> {
  return (await db.selectFrom('issued_certificates').select('serial').where('sha256', '=', sha256).executeTakeFirst()) !== undefined;
}

/** Status of each of these serials that was issued. @param issuerNumber by this issuing authority; null: by any of ours. */
export async function listStatuses(db: Queryable, serials: readonly string[], issuerNumber: number | null = null): Promise<ReadonlyMap<string, CertificateStatus>> {
  if (serials.length === 0) return new Map();
  let query = db.selectFrom('issued_certificates').select(['serial', 'revoked_at', 'revocation_reason']).where('serial', 'in', [...serials]);
  if (issuerNumber !== null) query = query.where('issuer_number', '=', issuerNumber);
  const rows = await query.execute();
  return new Map(
    rows.map(({ serial, revoked_at: at, revocation_reason: reason }) => [serial, at === null ? { status: 'good' } : { status: 'revoked', at, reason: reason ?? 'unspecified' }] as const),
  );
}

/** Words looked for, at most; what a person types beyond is not. */
const WORDS_MAX = 8;

/** The newest first, from after a row on. */
export async function searchIssued(
  db: Queryable,
  scope: CertificateScope,
  search: {
    readonly text: string;
    /** Empty: of any state. */
    readonly states: readonly CertificateState[];
    readonly now: number;
    readonly after: { readonly issuedAt: number; readonly serial: string } | null;
    readonly limit: number;
  },
): Promise<readonly IssuedCertificate[]> {
  const { text, states, now, after, limit } = search;
  let query = db.selectFrom('issued_certificates').selectAll();
  query = 'accountId' in scope ? query.where('account_id', '=', scope.accountId) : query.where('office_id', '=', scope.officeId);
  for (const word of fold(text).split(' ').filter((one) => one !== '').slice(0, WORDS_MAX)) {
    query = query.where(sql<boolean>`search_text like ${`%${word.replace(/[%_!]/gu, '!$&')}%`} escape '!'`);
  }
  if (states.length > 0) {
    query = query.where((eb) =>
      eb.or([
        ...(states.includes('revoked') ? [eb('revoked_at', 'is not', null)] : []),
        ...(states.includes('expired') ? [eb.and([eb('revoked_at', 'is', null), eb('not_after', '<=', now)])] : []),
        ...(states.includes('valid') ? [eb.and([eb('revoked_at', 'is', null), eb('not_after', '>', now)])] : []),
      ]),
    );
  }
  if (after !== null) {
    query = query.where((eb) => eb.or([eb('issued_at', '<', after.issuedAt), eb.and([eb('issued_at', '=', after.issuedAt), eb('serial', '<', after.serial)])]));
  }
  return query.orderBy('issued_at', 'desc').orderBy('serial', 'desc').limit(limit).execute();
}
