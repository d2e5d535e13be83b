import type { AppointmentReply, DeskAppointmentReply } from '../../../src-shared/http/appointments.ts';
import type { OfficeReply } from '../../../src-shared/http/offices.ts';
import type { Deps } from '../../deps.ts';
import { getAccount } from '../../repositories/accounts.ts';
import type { Appointment } from '../../repositories/appointments.ts';
import { identityChecksOf } from '../../repositories/identity-checks.ts';
import { findOffice } from '../../repositories/offices.ts';
import type { Queryable } from '../../repositories/queryable.ts';
import { getRequest } from '../../repositories/requests.ts';
import { officeOf } from '../offices/view-office.ts';

const HOUR_MS = 60 * 60_000;

/** Until when its holder may move or cancel it. */
export function changeableUntil({ config }: Pick<Deps, 'config'>, { starts_at: startsAt }: Pick<Appointment, 'starts_at'>): number {
  return startsAt - config.policy.appointments.changeableHours * HOUR_MS;
}

/** The office of an appointment, closed for good or not. */
export async function officeOfAppointment(db: Queryable, { office_id: officeId }: Pick<Appointment, 'office_id'>): Promise<OfficeReply> {
  const office = await findOffice(db, officeId);
  if (office === null) throw new Error('an appointment at no office');
  return officeOf(office);
}

export async function viewAppointment(deps: Pick<Deps, 'config'>, db: Queryable, appointment: Appointment): Promise<AppointmentReply> {
  const { opening } = await officeOfAppointment(db, appointment);
  return appointmentOf(deps, appointment, opening.timeZone);
}

/** @param timeZone of its office */
export function appointmentOf(deps: Pick<Deps, 'config'>, appointment: Appointment, timeZone: string): AppointmentReply {
  return {
    appointmentId: appointment.id,
    officeId: appointment.office_id,
    purpose: appointment.purpose,
    requestId: appointment.request_id,
    serial: appointment.serial,
    startsAt: appointment.starts_at,
    endsAt: appointment.ends_at,
    timeZone,
    state: appointment.state,
    changeableUntil: changeableUntil(deps, appointment),
    revision: appointment.revision,
  };
}

/** As the desk sees them: who comes, about what, and what was looked at. */
export async function viewAtDesk(deps: Pick<Deps, 'config'>, db: Queryable, appointments: readonly Appointment[]): Promise<DeskAppointmentReply[]> {
  const checks = await identityChecksOf(db, appointments.map(({ id }) => id));
  const views: DeskAppointmentReply[] = [];
  for (const one of appointments) {
    const account = await getAccount(db, one.account_id);
    const check = checks.get(one.id);
    views.push({
      ...(await viewAppointment(deps, db, one)),
      desk: one.desk,
      person: { name: `${account.first_name} ${account.last_name}`, email: account.email },
      requestNumber: one.request_id === null ? null : (await getRequest(db, one.request_id)).number,
      identity:
        check === undefined
          ? null
          : { documentType: check.document_type, documentExpires: check.document_expires, matches: check.matches === 1, refusal: check.refusal, at: check.at },
    });
  }
  return views;
}
