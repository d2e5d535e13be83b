import type { Selectable } from 'kysely';
import type { RevocationReason } from '../ca/revocation-reason.ts';
import type { AuthorityTable, RevocationListTable } from '../db/tables/certificates.ts';
import type { Queryable, Trx } from './queryable.ts';

export type AuthorityRow = Readonly<Selectable<AuthorityTable>>;
type Later = 'issuer_number' | 'revoked_at' | 'revocation_reason';
export type NewAuthority = Omit<AuthorityRow, Later> & Partial<Pick<AuthorityRow, Later>>;
export type RevocationList = Readonly<Selectable<RevocationListTable>>;

/** The newest certificate of this kind, revoked or not. */
export async function findAuthority(db: Queryable, kind: AuthorityRow['kind']): Promise<AuthorityRow | null> {
  return (await db.selectFrom('authorities').selectAll().where('kind', '=', kind).orderBy('number', 'desc').limit(1).executeTakeFirst()) ?? null;
}

/** All issuing authorities there ever were, by their number. */
export async function listIssuing(db: Queryable): Promise<readonly AuthorityRow[]> {
  return db.selectFrom('authorities').selectAll().where('kind', '=', 'issuing-ca').orderBy('number').execute();
}

/** The responder's certificate in use for what this issuing authority signed. */
export async function findResponder(db: Queryable, issuerNumber: number): Promise<AuthorityRow | null> {
  const row = await db.selectFrom('authorities').selectAll().where('kind', '=', 'ocsp-responder').where('issuer_number', '=', issuerNumber).orderBy('number', 'desc').limit(1).executeTakeFirst();
  return row ?? null;
}

export async function insertAuthority(trx: Trx, row: NewAuthority): Promise<void> {
  await trx.insertInto('authorities').values({ issuer_number: null, revoked_at: null, revocation_reason: null, ...row }).execute();
}

/** False: there is none of this number, or it is revoked already. */
export async function revokeIssuingRow(trx: Trx, number: number, revocation: { readonly at: number; readonly reason: RevocationReason }): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('authorities')
    .set({ revoked_at: revocation.at, revocation_reason: revocation.reason })
    .where('kind', '=', 'issuing-ca')
    .where('number', '=', number)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** The newest list of an issuer. */
export async function findRevocationList(db: Queryable, issuer: RevocationList['issuer']): Promise<RevocationList | null> {
  return (await db.selectFrom('revocation_lists').selectAll().where('issuer', '=', issuer).orderBy('number', 'desc').limit(1).executeTakeFirst()) ?? null;
}

/** Keeps the list, and of those before it only the last: the audit keeps their digests. */
export async function insertRevocationList(trx: Trx, row: RevocationList): Promise<void> {
  await trx.insertInto('revocation_lists').values(row).execute();
  await trx.deleteFrom('revocation_lists').where('issuer', '=', row.issuer).where('number', '<', row.number - 1).execute();
}
