import type { Selectable } from 'kysely';
import type { IdentityCheckTable } from '../db/tables/desk.ts';
import type { Queryable, Trx } from './queryable.ts';

export type IdentityCheckRow = Readonly<Selectable<IdentityCheckTable>>;

export async function insertIdentityCheck(trx: Trx, check: IdentityCheckRow): Promise<void> {
  await trx.insertInto('identity_checks').values(check).execute();
}

/** The newest of each of these appointments. */
export async function identityChecksOf(db: Queryable, appointmentIds: readonly string[]): Promise<ReadonlyMap<string, IdentityCheckRow>> {
  if (appointmentIds.length === 0) return new Map();
  const rows = await db.selectFrom('identity_checks').selectAll().where('appointment_id', 'in', [...appointmentIds]).orderBy('at').orderBy('id').execute();
  return new Map(rows.map((row) => [row.appointment_id ?? '', row]));
}
