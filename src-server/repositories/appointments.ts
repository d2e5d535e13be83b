import type { Selectable } from 'kysely';
import type { AppointmentState } from '../../src-shared/domain/desk.ts';
import type { AppointmentTable } from '../db/tables/desk.ts';
import type { TimeCursor } from '../domain/time-cursor.ts';
import type { Queryable, Trx } from './queryable.ts';

export type Appointment = Readonly<Selectable<AppointmentTable>>;

/** Whose it is: a person's own, or of an office. */
export type AppointmentScope = { readonly accountId: string } | { readonly officeId: string };

export async function findAppointment(db: Queryable, id: string, scope: AppointmentScope): Promise<Appointment | null> {
  const query = db.selectFrom('appointments').selectAll().where('id', '=', id);
  const scoped = 'accountId' in scope ? query.where('account_id', '=', scope.accountId) : query.where('office_id', '=', scope.officeId);
  return (await scoped.executeTakeFirst()) ?? null;
}

export async function findAppointmentOfRequest(db: Queryable, requestId: string): Promise<Appointment | null> {
  const row = await db.selectFrom('appointments').selectAll().where('request_id', '=', requestId).where('state', '=', 'booked').executeTakeFirst();
  return row ?? null;
}

export async function insertAppointment(trx: Trx, appointment: Appointment): Promise<void> {
  await trx.insertInto('appointments').values(appointment).execute();
}

/** Changes one that is as it was read. False: somebody changed it meanwhile. */
export async function updateAppointment(
  trx: Trx,
  before: Pick<Appointment, 'id' | 'revision'>,
  change: Partial<Pick<Appointment, 'starts_at' | 'ends_at' | 'desk' | 'state' | 'state_at' | 'reminded_at'>>,
): Promise<boolean> {
  const result = await trx
    .updateTable('appointments')
    .set({ ...change, revision: before.revision + 1 })
    .where('id', '=', before.id)
    .where('revision', '=', before.revision)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Notes that its holder was reminded, once. False: they were, or it is another one by now. */
export async function markReminded(trx: Trx, { id, revision }: Pick<Appointment, 'id' | 'revision'>, now: number): Promise<boolean> {
  const result = await trx
    .updateTable('appointments')
    .set({ reminded_at: now })
    .where('id', '=', id)
    .where('revision', '=', revision)
    .where('state', '=', 'booked')
    .where('reminded_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** All of an office that touch this span and are not cancelled, in their order. */
export async function appointmentsWithin(db: Queryable, officeId: string, span: { readonly from: number; readonly to: number }): Promise<readonly Appointment[]> {
  return db
    .selectFrom('appointments')
    .selectAll()
    .where('office_id', '=', officeId)
    .where('state', '<>', 'cancelled')
    .where('starts_at', '<', span.to)
    .where('ends_at', '>', span.from)
    .orderBy('starts_at')
    .orderBy('desk')
    .execute();
}

/** Those of an office that are still to be kept. */
export async function listOpenAppointments(db: Queryable, officeId: string): Promise<ReadonlyArray<Pick<Appointment, 'id' | 'account_id'>>> {
  return db.selectFrom('appointments').select(['id', 'account_id']).where('office_id', '=', officeId).where('state', 'in', ['booked', 'checkedIn']).orderBy('id').execute();
}

/** A person's own, latest first. */
export async function listOwnAppointments(db: Queryable, accountId: string, after: TimeCursor | null, limit: number): Promise<readonly Appointment[]> {
  let query = db.selectFrom('appointments').selectAll().where('account_id', '=', accountId);
  if (after !== null) query = query.where((is) => is.or([is('starts_at', '<', after.at), is.and([is('starts_at', '=', after.at), is('id', '>', after.id)])]));
  return query.orderBy('starts_at', 'desc').orderBy('id').limit(limit).execute();
}

export async function countComing(db: Queryable, accountId: string, now: number): Promise<number> {
  const rows = await db.selectFrom('appointments').select('id').where('account_id', '=', accountId).where('state', '=', 'booked').where('starts_at', '>', now).execute();
  return rows.length;
}

/** At an office, by what a person names at the desk; latest first. */
export async function findAtDesk(
  db: Queryable,
  officeId: string,
  by: { readonly requestNumber: number } | { readonly serial: string },
  limit: number,
): Promise<readonly Appointment[]> {
  const query = db.selectFrom('appointments').leftJoin('requests', 'requests.id', 'appointments.request_id').selectAll('appointments').where('appointments.office_id', '=', officeId);
  const found = 'serial' in by ? query.where('appointments.serial', '=', by.serial) : query.where('requests.number', '=', by.requestNumber);
  return found.orderBy('appointments.starts_at', 'desc').orderBy('appointments.id').limit(limit).execute();
}

/** Booked, to take place after `from` and until `to`, arranged before `before`, and nobody was reminded. */
export async function listToRemind(db: Queryable, span: { readonly from: number; readonly to: number; readonly before: number; readonly limit: number }): Promise<readonly Appointment[]> {
  const state: AppointmentState = 'booked';
  return db
    .selectFrom('appointments')
    .selectAll()
    .where('state', '=', state)
    .where('starts_at', '>', span.from)
    .where('starts_at', '<=', span.to)
    .where('state_at', '<=', span.before)
    .where('reminded_at', 'is', null)
    .orderBy('starts_at')
    .limit(span.limit)
    .execute();
}
