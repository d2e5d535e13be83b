import type { Selectable } from 'kysely';
import type { AuthorityTable, RevocationListTable } from '../db/tables/certificates.ts';
import type { Queryable, Trx } from './queryable.ts';

export type AuthorityRow = Readonly<Selectable<AuthorityTable>>;
export type RevocationList = Readonly<Selectable<RevocationListTable>>;

/** The certificate of this kind that is in use: the newest. */
export async function findAuthority(db: Queryable, kind: AuthorityRow['kind']): Promise<AuthorityRow | null> {
  return (await db.selectFrom('authorities').selectAll().where('kind', '=', kind).orderBy('number', 'desc').limit(1).executeTakeFirst()) ?? null;
}

export async function insertAuthority(trx: Trx, row: AuthorityRow): Promise<void> {
  await trx.insertInto('authorities').values(row).execute();
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
