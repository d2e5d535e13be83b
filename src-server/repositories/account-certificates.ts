import type { Selectable } from 'kysely';
import type { AccountCertificateTable } from '../db/tables/accounts.ts';
import type { Queryable, Trx } from './queryable.ts';

export type AssociatedCertificate = Readonly<Selectable<AccountCertificateTable>>;

export async function findAssociatedCertificate(db: Queryable, sha256: string): Promise<AssociatedCertificate | null> {
  return (await db.selectFrom('account_certificates').selectAll().where('sha256', '=', sha256).executeTakeFirst()) ?? null;
}

export async function listAssociatedCertificates(db: Queryable, accountId: string): Promise<readonly AssociatedCertificate[]> {
  return db.selectFrom('account_certificates').selectAll().where('account_id', '=', accountId).orderBy('associated_at').orderBy('sha256').execute();
}

export async function insertAssociatedCertificate(trx: Trx, certificate: AssociatedCertificate): Promise<void> {
  await trx.insertInto('account_certificates').values(certificate).execute();
}

/** @returns whether it was one of this account's. */
export async function deleteAssociatedCertificate(trx: Trx, accountId: string, sha256: string): Promise<boolean> {
  const { numDeletedRows } = await trx.deleteFrom('account_certificates').where('sha256', '=', sha256).where('account_id', '=', accountId).executeTakeFirst();
  return numDeletedRows === 1n;
}
