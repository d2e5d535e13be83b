import type { Role } from '../../src-shared/domain/roles.ts';
import type { TimeCursor } from '../domain/time-cursor.ts';
import type { Account } from './accounts.ts';
import type { Queryable, Trx } from './queryable.ts';

/** One of the staff, disabled or not; null also for a holder. */
export async function findStaff(db: Queryable, id: string): Promise<Account | null> {
  return (await db.selectFrom('accounts').selectAll().where('id', '=', id).where('role', '<>', 'holder').executeTakeFirst()) ?? null;
}

/** All of them that fit, newest first. */
export async function listStaff(
  db: Queryable,
  filter: { readonly role: Role | null; readonly officeId: string | null; readonly after: TimeCursor | null },
): Promise<readonly Account[]> {
  let query = db.selectFrom('accounts').selectAll().where('role', '<>', 'holder');
  if (filter.role !== null) query = query.where('role', '=', filter.role);
  if (filter.officeId !== null) query = query.where('office_id', '=', filter.officeId);
  const { after } = filter;
  if (after !== null) query = query.where((is) => is.or([is('created_at', '<', after.at), is.and([is('created_at', '=', after.at), is('id', '>', after.id)])]));
  return query.orderBy('created_at', 'desc').orderBy('id').execute();
}

/** Administrators who can sign in, but for this account. */
export async function countOtherAdministrators(db: Queryable, id: string): Promise<number> {
  const rows = await db
    .selectFrom('accounts')
    .select('id')
    .where('role', '=', 'administrator')
    .where('disabled_at', 'is', null)
    .where('confirmed_at', 'is not', null)
    .where('id', '<>', id)
    .execute();
  return rows.length;
}

export async function setRole(trx: Trx, id: string, role: Role, officeId: string | null): Promise<void> {
  await trx.updateTable('accounts').set({ role, office_id: officeId }).where('id', '=', id).execute();
}

/** @param at null: let in again. False: it was so already. */
export async function setDisabled(trx: Trx, id: string, at: number | null): Promise<boolean> {
  const result = await trx
    .updateTable('accounts')
    .set({ disabled_at: at })
    .where('id', '=', id)
    .where('disabled_at', at === null ? 'is not' : 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
