import type { z } from 'zod';
import type { AppointmentReply, dayRequest, deskSearch, DeskAppointmentReply } from '../../../src-shared/http/appointments.ts';
import type { Actor } from '../../access/actor.ts';
import type { Deps } from '../../deps.ts';
import { boundsOfDay } from '../../domain/appointment-slots.ts';
import { cutPage, readTimeCursor } from '../../domain/time-cursor.ts';
import { appointmentsWithin, findAtDesk, listOwnAppointments } from '../../repositories/appointments.ts';
import { atDesk } from '../desk/token-at-desk.ts';
import { requireAppointment } from './change-appointment.ts';
import { officeOfAppointment, viewAppointment, viewAtDesk } from './view-appointment.ts';

type Reading = Pick<Deps, 'db' | 'config'>;
const PAGE = 50;

/** @throws AppError notFound, also for somebody else's */
export async function readAppointment(deps: Reading, appointmentId: string, { accountId }: Actor): Promise<AppointmentReply> {
  return viewAppointment(deps, deps.db, await requireAppointment(deps.db, appointmentId, { accountId }));
}

export async function searchAppointments(deps: Reading, cursor: string | null, { accountId }: Actor): Promise<{ items: AppointmentReply[]; next: string | null }> {
  const rows = await listOwnAppointments(deps.db, accountId, readTimeCursor(cursor), PAGE + 1);
  const page = cutPage(rows, PAGE, (row) => ({ at: row.starts_at, id: row.id }));
  return { items: await Promise.all(page.rows.map((row) => viewAppointment(deps, deps.db, row))), next: page.next };
}

/** A day of one's office, by its own calendar, in the order of the day; cancelled ones are not in it. */
export async function dayAtDesk(deps: Reading, { date }: z.output<typeof dayRequest>, actor: Actor): Promise<{ appointments: DeskAppointmentReply[] }> {
  const { officeId } = atDesk(actor);
  const { opening } = await officeOfAppointment(deps.db, { office_id: officeId });
  const { from, to } = boundsOfDay(date, opening.timeZone);
  const rows = (await appointmentsWithin(deps.db, officeId, { from, to })).filter(({ starts_at: startsAt }) => startsAt >= from);
  return { appointments: await viewAtDesk(deps, deps.db, rows) };
}

/** By what a person says or holds at the desk: the number of a request, the serial of a token. */
export async function searchDesk(deps: Reading, { requestNumber, serial }: z.output<typeof deskSearch>, actor: Actor): Promise<{ appointments: DeskAppointmentReply[] }> {
  const by = requestNumber === null ? { serial: serial ?? '' } : { requestNumber };
  return { appointments: await viewAtDesk(deps, deps.db, await findAtDesk(deps.db, atDesk(actor).officeId, by, PAGE)) };
}
