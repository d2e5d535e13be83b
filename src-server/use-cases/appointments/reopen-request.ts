import type { Deps } from '../../deps.ts';
import { moveRequest } from '../../domain/request-machine.ts';
import type { Appointment } from '../../repositories/appointments.ts';
import type { Trx } from '../../repositories/queryable.ts';
import { getRequest } from '../../repositories/requests.ts';
import { moveRequestIn } from '../requests/move-request.ts';

/** The request of an appointment that does not take place waits for another one, unless it went on without. */
export async function reopenRequest(deps: Pick<Deps, 'random' | 'failpoint'>, trx: Trx, { request_id: requestId }: Appointment, accountId: string, now: number): Promise<void> {
  if (requestId === null) return;
  const request = await getRequest(trx, requestId);
  if (moveRequest(request.state, 'cancelAppointment') !== null) await moveRequestIn(trx, deps, request, { move: 'cancelAppointment', accountId }, now);
}
