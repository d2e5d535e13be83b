import type { z } from 'zod';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { AppointmentReply, bookRequest } from '../../../src-shared/http/appointments.ts';
import type { Actor } from '../../access/actor.ts';
import { appendAudit } from '../../audit/append-audit.ts';
import { noteChange } from '../../changes/note-change.ts';
import type { Deps } from '../../deps.ts';
import { nextOf } from '../../domain/request-machine.ts';
import { recordRate, requireRate, type RateLimit } from '../../limits/rate-limit.ts';
import { earlierReply, writeOnce, type OnceCall } from '../../limits/write-once.ts';
import { queueMail } from '../../mail/queue-mail.ts';
import { countComing, insertAppointment, type Appointment } from '../../repositories/appointments.ts';
import { listOwnTokens } from '../../repositories/own-tokens.ts';
import type { Queryable } from '../../repositories/queryable.ts';
import { findRequest, type CertificateRequest } from '../../repositories/requests.ts';
import { moveRequestIn } from '../requests/move-request.ts';
import { sealAppointmentMail } from './appointment-mail.ts';
import { findDesk, openOffice, requireSlot } from './find-desk.ts';
import { viewAppointment } from './view-appointment.ts';

/** Each booking and each move sends a mail and takes a place from others. */
export const ARRANGEMENTS: RateLimit = { name: 'appointment-arrangements', windows: [{ max: 20, ms: 24 * 60 * 60_000 }] };

export type BookCall = OnceCall & { readonly body: z.output<typeof bookRequest>; readonly actor: Actor };

/**
 * Books a slot: one person at one desk, in the transaction of the request that it is about.
 * @throws AppError notFound | requestInvalid {field}, for a token that is not known as one's own | slotClosed | slotTaken | appointmentsTooMany | appointmentNotNeeded | tooManyRequests
 *   {retryAfterSeconds} | idempotencyMismatch | vaultUnavailable
 */
export async function bookAppointment(deps: Deps, call: BookCall): Promise<AppointmentReply> {
  const { db, clock, config, random, failpoint } = deps;
  const earlier = await earlierReply<AppointmentReply>(db, call);
  if (earlier !== null) return earlier;
  const { body, actor } = call;
  const shown = await openOffice(db, body.officeId);
  const { startsAt, endsAt } = requireSlot(deps, shown, body.startsAt, clock.now());
  await requireRequest(deps, db, body, actor);
  await requireOwnToken(db, body.serial, actor);
  const draft = {
    id: random.uuid(),
    account_id: actor.accountId,
    office_id: body.officeId,
    request_id: body.requestId,
    serial: body.serial,
    purpose: body.purpose,
    starts_at: startsAt,
    ends_at: endsAt,
    revision: 1,
  };
  const mail = await sealAppointmentMail(deps, 'confirmed', draft, shown);

  const reply = await writeOnce(deps, call, async (trx, now): Promise<AppointmentReply> => {
    await requireRate(trx, ARRANGEMENTS, actor.accountId, now);
    const office = await openOffice(trx, body.officeId);
    // Opening hours may have changed since the mail was made: then this is another slot, or none.
    if (requireSlot(deps, office, startsAt, now).endsAt !== endsAt) throw new AppError('slotClosed');
    if ((await countComing(trx, actor.accountId, now)) >= config.policy.appointments.openPerPerson) throw new AppError('appointmentsTooMany');
    const request = await requireRequest(deps, trx, body, actor);
    await requireOwnToken(trx, body.serial, actor);
    const desk = await findDesk(trx, office, { startsAt, endsAt }, null);
    const appointment: Appointment = { ...draft, desk, state: 'booked', created_at: now, state_at: now, reminded_at: null };
    await insertAppointment(trx, appointment);
    await recordRate(trx, random, ARRANGEMENTS, actor.accountId, now);
    failpoint('appointment.stored');
    await noteChange(trx, { accountId: draft.account_id, kind: 'appointment', id: draft.id, at: now });
    if (request !== null) await moveRequestIn(trx, deps, request, { move: 'planAppointment', accountId: actor.accountId, codes: { startsAt } }, now);
    failpoint('appointment.requestMoved');
    await queueMail(trx, mail, now);
    failpoint('appointment.queued');
    const details = { office: body.officeId, purpose: body.purpose, request: body.requestId, startsAt, desk, by: actor.accountId };
    await appendAudit(trx, { at: now, event: 'appointment.booked', subject: draft.id, details });
    return viewAppointment(deps, trx, appointment);
  });
  failpoint('appointment.committed');
  deps.mail.kick();
  return reply;
}

/** The same refusal for a token that nobody has and for one of somebody else. @throws AppError requestInvalid {field: serial} */
async function requireOwnToken(db: Queryable, serial: string | null, { accountId }: Actor): Promise<void> {
  if (serial !== null && !(await listOwnTokens(db, accountId)).includes(serial)) throw new AppError('requestInvalid', { part: 'body', field: 'serial' });
}

/**
 * The request it is about: one's own, at this office, and waiting for just this.
 * @throws AppError notFound | appointmentNotNeeded
 */
async function requireRequest({ catalogue }: Pick<Deps, 'catalogue'>, db: Queryable, { requestId, officeId }: BookCall['body'], { accountId }: Actor): Promise<CertificateRequest | null> {
  if (requestId === null) return null;
  const request = await findRequest(db, requestId, { accountId });
  if (request === null || request.office_id !== officeId) throw new AppError('notFound');
  const kind = catalogue.find(request.product_id)?.kind ?? 'token';
  if (nextOf(request.state, kind)?.action !== 'bookAppointment') throw new AppError('appointmentNotNeeded');
  return request;
}
