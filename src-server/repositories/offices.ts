import type { Selectable } from 'kysely';
import type { OfficeTable } from '../db/tables/requests.ts';
import type { Queryable, Trx } from './queryable.ts';

export type Office = Readonly<Selectable<OfficeTable>>;

export async function listOffices(db: Queryable): Promise<readonly Office[]> {
  return db.selectFrom('offices').selectAll().orderBy('created_at').orderBy('id').execute();
}

export async function findOffice(db: Queryable, id: string): Promise<Office | null> {
  return (await db.selectFrom('offices').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

export async function insertOffice(trx: Trx, office: Office): Promise<void> {
  await trx.insertInto('offices').values(office).execute();
}

/** @returns false: somebody changed it meanwhile. */
export async function updateOffice(trx: Trx, before: Pick<Office, 'id' | 'revision'>, values: Omit<Office, 'id' | 'revision' | 'created_at'>): Promise<boolean> {
  const changed = await trx
    .updateTable('offices')
    .set({ ...values, revision: before.revision + 1 })
    .where('id', '=', before.id)
    .where('revision', '=', before.revision)
    .returning('id')
    .executeTakeFirst();
  return changed !== undefined;
}
