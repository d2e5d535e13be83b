import type { Selectable } from 'kysely';
import type { TermsAcceptanceTable } from '../db/tables/accounts.ts';
import type { Queryable, Trx } from './queryable.ts';

type TermsAcceptance = Readonly<Selectable<TermsAcceptanceTable>>;

/** Newest first. */
export async function listTermsAcceptances(db: Queryable, accountId: string): Promise<readonly TermsAcceptance[]> {
  return db.selectFrom('terms_acceptances').selectAll().where('account_id', '=', accountId).orderBy('accepted_at', 'desc').orderBy('version', 'desc').execute();
}

export async function findTermsAcceptance(db: Queryable, accountId: string, version: string): Promise<TermsAcceptance | null> {
  const row = await db.selectFrom('terms_acceptances').selectAll().where('account_id', '=', accountId).where('version', '=', version).executeTakeFirst();
  return row ?? null;
}

export async function insertTermsAcceptance(trx: Trx, acceptance: TermsAcceptance): Promise<void> {
  await trx.insertInto('terms_acceptances').values(acceptance).execute();
}
