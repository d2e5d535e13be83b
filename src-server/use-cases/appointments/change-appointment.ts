import type { z } from 'zod';
import { canMoveAppointment } from '../../../src-shared/domain/desk.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { AppointmentReply, cancelAppointmentRequest, moveAppointmentRequest } from '../../../src-shared/http/appointments.ts';
import type { Actor } from '../../access/actor.ts';
import { appendAudit } from '../../audit/append-audit.ts';
import { noteChange } from '../../changes/note-change.ts';
import type { Deps } from '../../deps.ts';
import { recordRate, requireRate } from '../../limits/rate-limit.ts';
import { earlierReply, writeOnce, type OnceCall } from '../../limits/write-once.ts';
import { queueMail } from '../../mail/queue-mail.ts';
import { findAppointment, updateAppointment, type Appointment, type AppointmentScope } from '../../repositories/appointments.ts';
import type { Queryable } from '../../repositories/queryable.ts';
import { sealAppointmentMail } from './appointment-mail.ts';
import { ARRANGEMENTS } from './book-appointment.ts';
import { findDesk, openOffice, requireSlot } from './find-desk.ts';
import { reopenRequest } from './reopen-request.ts';
import { changeableUntil, officeOfAppointment, viewAppointment } from './view-appointment.ts';

type OwnCall<Body> = OnceCall & { readonly params: { readonly appointmentId: string }; readonly body: Body; readonly actor: Actor };

/**
 * Moves one's own appointment to another slot of the same office, until the policy's hours before it.
 * @throws AppError notFound | appointmentChanged {revision} | appointmentClosed | appointmentTooLate | slotClosed | slotTaken |
 *   tooManyRequests {retryAfterSeconds} | idempotencyMismatch
 */
export async function moveAppointment(deps: Deps, call: OwnCall<z.output<typeof moveAppointmentRequest>>): Promise<AppointmentReply> {
  const { db, clock, random, failpoint } = deps;
  const earlier = await earlierReply<AppointmentReply>(db, call);
  if (earlier !== null) return earlier;
  const { body, actor } = call;
  const scope = { accountId: actor.accountId };
  const known = await requireChangeable(deps, db, call, scope, clock.now());
  const shown = await openOffice(db, known.office_id);
  const { startsAt, endsAt } = requireSlot(deps, shown, body.startsAt, clock.now());
  const mail = await sealAppointmentMail(deps, 'moved', { ...known, starts_at: startsAt, ends_at: endsAt, revision: known.revision + 1 }, shown);

  const reply = await writeOnce(deps, call, async (trx, now): Promise<AppointmentReply> => {
    await requireRate(trx, ARRANGEMENTS, actor.accountId, now);
    const current = await requireChangeable(deps, trx, call, scope, now);
    const office = await openOffice(trx, current.office_id);
    if (requireSlot(deps, office, startsAt, now).endsAt !== endsAt) throw new AppError('slotClosed');
    const desk = await findDesk(trx, office, { startsAt, endsAt }, current.id);
    if (!(await updateAppointment(trx, current, { starts_at: startsAt, ends_at: endsAt, desk, state_at: now, reminded_at: null }))) throw new Error('an appointment did not move');
    await recordRate(trx, random, ARRANGEMENTS, actor.accountId, now);
    failpoint('appointment.stored');
    await noteChange(trx, { accountId: current.account_id, kind: 'appointment', id: current.id, at: now });
    await queueMail(trx, mail, now);
    failpoint('appointment.queued');
    await appendAudit(trx, { at: now, event: 'appointment.moved', subject: current.id, details: { from: current.starts_at, startsAt, desk, by: actor.accountId } });
    return viewAppointment(deps, trx, await requireAppointment(trx, current.id, scope));
  });
  failpoint('appointment.committed');
  deps.mail.kick();
  return reply;
}

/**
 * Cancels one's own appointment; the request it was about waits for another one.
 * @throws AppError notFound | appointmentChanged {revision} | appointmentClosed | appointmentTooLate | idempotencyMismatch
 */
export async function cancelAppointment(deps: Deps, call: OwnCall<z.output<typeof cancelAppointmentRequest>>): Promise<AppointmentReply> {
  const { db, clock, failpoint } = deps;
  const earlier = await earlierReply<AppointmentReply>(db, call);
  if (earlier !== null) return earlier;
  const scope = { accountId: call.actor.accountId };
  const known = await requireChangeable(deps, db, call, scope, clock.now());
  const mail = await sealAppointmentMail(deps, 'cancelled', { ...known, revision: known.revision + 1 }, await officeOfAppointment(db, known));

  const reply = await writeOnce(deps, call, async (trx, now): Promise<AppointmentReply> => {
    const current = await requireChangeable(deps, trx, call, scope, now);
    if (!(await updateAppointment(trx, current, { state: 'cancelled', state_at: now }))) throw new Error('an appointment was not cancelled');
    failpoint('appointment.stored');
    await noteChange(trx, { accountId: current.account_id, kind: 'appointment', id: current.id, at: now });
    await reopenRequest(deps, trx, current, call.actor.accountId, now);
    failpoint('appointment.requestMoved');
    await queueMail(trx, mail, now);
    failpoint('appointment.queued');
    await appendAudit(trx, { at: now, event: 'appointment.cancelled', subject: current.id, details: { by: call.actor.accountId } });
    return viewAppointment(deps, trx, await requireAppointment(trx, current.id, scope));
  });
  failpoint('appointment.committed');
  deps.mail.kick();
  return reply;
}

/** @throws AppError notFound */
export async function requireAppointment(db: Queryable, id: string, scope: AppointmentScope): Promise<Appointment> {
  const appointment = await findAppointment(db, id, scope);
  if (appointment === null) throw new AppError('notFound');
  return appointment;
}

/** What was shown is what is there. @throws AppError appointmentChanged {revision} */
export function requireShown({ revision }: Appointment, shown: number): void {
  if (revision !== shown) throw new AppError('appointmentChanged', { revision });
}

async function requireChangeable(
  deps: Pick<Deps, 'config'>,
  db: Queryable,
  { params, body }: OwnCall<{ readonly revision: number }>,
  scope: AppointmentScope,
  now: number,
): Promise<Appointment> {
  const appointment = await requireAppointment(db, params.appointmentId, scope);
  if (!canMoveAppointment(appointment.state, 'cancelled')) throw new AppError('appointmentClosed');
  requireShown(appointment, body.revision);
  if (changeableUntil(deps, appointment) <= now) throw new AppError('appointmentTooLate');
  return appointment;
}
