import type { Selectable } from 'kysely';
import type { ChangeHeadTable, ChangeTable } from '../db/tables/operations.ts';
import type { Queryable, Trx } from './queryable.ts';

export type Change = Readonly<Selectable<ChangeTable>>;
export type ChangeHead = Readonly<Selectable<ChangeHeadTable>>;

export async function readChangeHead(db: Queryable): Promise<ChangeHead> {
  return db.selectFrom('change_head').selectAll().executeTakeFirstOrThrow();
}

/** The next number. Also one that was given to a row that is gone is never given again. */
export async function nextChangeSeq(trx: Trx): Promise<number> {
  const { seq } = await trx
    .updateTable('change_head')
    .set((eb) => ({ seq: eb('seq', '+', 1) }))
    .returning('seq')
    .executeTakeFirstOrThrow();
  return seq;
}

/** Puts the row of an object in the place of its older one. */
export async function putChange(trx: Trx, change: Change): Promise<void> {
  const { seq, at } = change;
  await trx
    .insertInto('changes')
    .values(change)
    .onConflict((conflict) => conflict.columns(['account_id', 'kind', 'object_id']).doUpdateSet({ seq, at }))
    .execute();
}

/** What changed after `after`, in its order. */
export async function listChanges(db: Queryable, accountId: string, after: number, limit: number): Promise<readonly Change[]> {
  return db.selectFrom('changes').selectAll().where('account_id', '=', accountId).where('seq', '>', after).orderBy('seq').limit(limit).execute();
}

/** The newest number of each of these accounts that has one after `after`. */
export async function newestChanges(db: Queryable, accountIds: readonly string[], after: number): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('changes')
    .select(['account_id', ({ fn }) => fn.max('seq').as('newest')])
    .where('account_id', 'in', [...accountIds])
    .where('seq', '>', after)
    .groupBy('account_id')
    .execute();
  return new Map(rows.map(({ account_id: accountId, newest }) => [accountId, newest]));
}

/** From here on it is counted under another name: cursors of before mean nothing any more. */
export async function renameChanges(trx: Trx, epoch: string): Promise<void> {
  await trx.updateTable('change_head').set({ epoch }).execute();
}
