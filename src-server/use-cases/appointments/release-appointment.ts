import { appendAudit } from '../../audit/append-audit.ts';
import { noteChange } from '../../changes/note-change.ts';
import { findAppointmentOfRequest, updateAppointment } from '../../repositories/appointments.ts';
import type { Trx } from '../../repositories/queryable.ts';

/** A request that ended needs no appointment any more: its place is free for others. In the transaction that ends the request, whose mail tells. */
export async function releaseAppointment(trx: Trx, requestId: string, accountId: string | null, now: number): Promise<void> {
  const appointment = await findAppointmentOfRequest(trx, requestId);
  if (appointment === null) return;
  if (!(await updateAppointment(trx, appointment, { state: 'cancelled', state_at: now }))) throw new Error('an appointment was not released');
  await noteChange(trx, { accountId: appointment.account_id, kind: 'appointment', id: appointment.id, at: now });
  await appendAudit(trx, { at: now, event: 'appointment.cancelled', subject: appointment.id, details: { by: accountId, because: 'requestEnded' } });
}
