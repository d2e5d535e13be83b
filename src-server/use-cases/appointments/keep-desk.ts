import type { z } from 'zod';
import { canMoveAppointment, type AppointmentState } from '../../../src-shared/domain/desk.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { DeskAppointmentReply, deskStateRequest, sheetRequest } from '../../../src-shared/http/appointments.ts';
import type { Actor } from '../../access/actor.ts';
import { appendAudit, type AuditEvent } from '../../audit/append-audit.ts';
import { noteChange } from '../../changes/note-change.ts';
import type { Deps } from '../../deps.ts';
import { dateAt } from '../../domain/appointment-slots.ts';
import { earlierReply, writeOnce, type OnceCall } from '../../limits/write-once.ts';
import { queueMail } from '../../mail/queue-mail.ts';
import { updateAppointment, type Appointment } from '../../repositories/appointments.ts';
import type { Queryable } from '../../repositories/queryable.ts';
import { noteIdentityCheck } from '../desk/identity.ts';
import { atDesk } from '../desk/token-at-desk.ts';
import { sealAppointmentMail } from './appointment-mail.ts';
import { requireAppointment, requireShown } from './change-appointment.ts';
import { reopenRequest } from './reopen-request.ts';
import { officeOfAppointment, viewAtDesk } from './view-appointment.ts';

type DeskCall<Body> = OnceCall & { readonly params: { readonly appointmentId: string }; readonly body: Body; readonly actor: Actor };
type To = z.output<typeof deskStateRequest>['to'];

const EVENTS = { checkedIn: 'appointment.checkedIn', done: 'appointment.done', noShow: 'appointment.noShow', cancelled: 'appointment.cancelled' } as const satisfies Record<To, AuditEvent>;

/**
 * What happens to an appointment at the desk: a person is there, was served, did not come; or the office cancels, and the
 * person is told. Checked in on its own day, absent only once its time has come.
 * @throws AppError notFound | appointmentChanged {revision} | appointmentClosed | idempotencyMismatch
 */
export async function moveDeskAppointment(deps: Deps, call: DeskCall<z.output<typeof deskStateRequest>>): Promise<DeskAppointmentReply> {
  const { db, clock, failpoint } = deps;
  const earlier = await earlierReply<DeskAppointmentReply>(db, call);
  if (earlier !== null) return earlier;
  const { to } = call.body;
  const { accountId, officeId } = atDesk(call.actor);
  const known = await ready(db, call, officeId, clock.now());
  const mail = to === 'cancelled' ? await sealAppointmentMail(deps, 'cancelled', { ...known, revision: known.revision + 1 }, await officeOfAppointment(db, known)) : null;

  const reply = await writeOnce(deps, call, async (trx, now): Promise<DeskAppointmentReply> => {
    const current = await ready(trx, call, officeId, now);
    if (!(await updateAppointment(trx, current, { state: to, state_at: now }))) throw new Error('an appointment did not change');
    failpoint('appointment.stored');
    await noteChange(trx, { accountId: current.account_id, kind: 'appointment', id: current.id, at: now });
    if (to === 'cancelled' || to === 'noShow') await reopenRequest(deps, trx, current, accountId, now);
    failpoint('appointment.requestMoved');
    if (mail !== null) await queueMail(trx, mail, now);
    failpoint('appointment.queued');
    await appendAudit(trx, { at: now, event: EVENTS[to], subject: current.id, details: { by: accountId, office: officeId } });
    return viewOne(deps, trx, await requireAppointment(trx, current.id, { officeId }));
  });
  failpoint('appointment.committed');
  deps.mail.kick();
  return reply;
}

/**
 * Notes what document was looked at: its kind, whether it is the person's, when it ends; never its number, never a copy.
 * @throws AppError notFound | appointmentClosed, unless the person is checked in | idempotencyMismatch
 */
export async function noteIdentity(deps: Deps, call: DeskCall<z.output<typeof sheetRequest>>): Promise<DeskAppointmentReply> {
  const { accountId, officeId } = atDesk(call.actor);
  const { identity } = call.body;
  const reply = await writeOnce(deps, call, async (trx, now): Promise<DeskAppointmentReply> => {
    const appointment = await requireAppointment(trx, call.params.appointmentId, { officeId });
    if (appointment.state !== 'checkedIn') throw new AppError('appointmentClosed');
    await noteIdentityCheck(deps, trx, identity, { accountId, officeId, at: now }, { appointment_id: appointment.id });
    deps.failpoint('appointment.stored');
    const details = { by: accountId, office: officeId, document: identity.documentType, matches: identity.matches, refusal: identity.refusal };
    await appendAudit(trx, { at: now, event: 'identity.checked', subject: appointment.id, details });
    return viewOne(deps, trx, appointment);
  });
  deps.failpoint('appointment.committed');
  return reply;
}

async function ready(db: Queryable, { params, body }: DeskCall<z.output<typeof deskStateRequest>>, officeId: string, now: number): Promise<Appointment> {
  const appointment = await requireAppointment(db, params.appointmentId, { officeId });
  if (!canMoveAppointment(appointment.state, body.to)) throw new AppError('appointmentClosed');
  requireShown(appointment, body.revision);
  const { opening } = await officeOfAppointment(db, appointment);
  if (!isItsTime(body.to, appointment, opening.timeZone, now)) throw new AppError('appointmentClosed');
  return appointment;
}

function isItsTime(to: AppointmentState, { starts_at: startsAt }: Appointment, timeZone: string, now: number): boolean {
  if (to === 'checkedIn') return dateAt(now, timeZone) === dateAt(startsAt, timeZone);
  return to !== 'noShow' || startsAt <= now;
}

async function viewOne(deps: Pick<Deps, 'config'>, db: Queryable, appointment: Appointment): Promise<DeskAppointmentReply> {
  const [view] = await viewAtDesk(deps, db, [appointment]);
  if (view === undefined) throw new Error('one appointment has one view');
  return view;
}
