import type { RefusalReason, RequestEvent } from '../../../src-shared/domain/request-codes.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { Json } from '../../audit/canonical-json.ts';
import type { Deps } from '../../deps.ts';
import { isEnded, moveRequest, moverOf, type RequestMove } from '../../domain/request-machine.ts';
import type { Trx } from '../../repositories/queryable.ts';
import { moveRequestRow, type CertificateRequest } from '../../repositories/requests.ts';
import { releaseAppointment } from '../appointments/release-appointment.ts';
import { recordEvent } from './record-event.ts';

export interface Move {
  readonly move: RequestMove;
  /** Who asked for it; null: the authority by itself. */
  readonly accountId: string | null;
  readonly codes?: { readonly [key: string]: Json };
  readonly text?: string;
  readonly outcomeReason?: RefusalReason;
}

const EVENT_OF: Readonly<Record<RequestMove, RequestEvent>> = {
  submit: 'submitted',
  withdraw: 'withdrawn',
  take: 'taken',
  askCompletion: 'completionAsked',
  accept: 'accepted',
  refuse: 'refused',
  planAppointment: 'appointmentPlanned',
  cancelAppointment: 'appointmentCancelled',
  issue: 'issued',
  expire: 'expired',
};

/**
 * Makes one move of the machine with its line of the timeline and its audit row, in the caller's transaction. For the areas
 * that issue certificates and plan appointments, too: `issue`, `planAppointment`, `cancelAppointment`. Mails are the caller's.
 * @param request as this transaction read it.
 * @throws AppError requestStateRefused {state} | requestChangedMeanwhile {revision}
 */
export async function moveRequestIn(trx: Trx, deps: Pick<Deps, 'random' | 'failpoint'>, request: CertificateRequest, move: Move, now: number): Promise<CertificateRequest> {
  requireMove(request, move.move);
  const moved = await moveRequestRow(trx, request, move.move, {
    changed_at: now,
    ...(move.move === 'submit' && request.submitted_at === null ? { submitted_at: now } : {}),
    ...(move.move === 'take' ? { assigned_to: move.accountId } : {}),
    ...(move.outcomeReason === undefined ? {} : { outcome_reason: move.outcomeReason }),
    ...(isEnded(moveRequest(request.state, move.move) ?? request.state) ? { ended_at: now } : {}),
  });
  if (moved === null) throw new AppError('requestChangedMeanwhile', { revision: request.revision });
  deps.failpoint('requests.moved');
  if (request.state === 'appointmentPlanned' && isEnded(moved.state) && moved.state !== 'issued') await releaseAppointment(trx, request.id, move.accountId, now);
  const kind = move.move === 'submit' && request.state === 'toComplete' ? 'resubmitted' : EVENT_OF[move.move];
  const { accountId, codes, text } = move;
  await recordEvent(trx, deps, moved, { kind, by: moverOf(move.move), accountId, ...(codes === undefined ? {} : { codes }), ...(text === undefined ? {} : { text }) }, now);
  return moved;
}

/** @throws AppError requestStateRefused {state} */
export function requireMove(request: Pick<CertificateRequest, 'state'>, move: RequestMove): void {
  if (moveRequest(request.state, move) === null) throw new AppError('requestStateRefused', { state: request.state });
}

/** What was shown is what is there. @throws AppError requestChangedMeanwhile {revision} */
export function requireRevision(request: Pick<CertificateRequest, 'revision'>, revision: number): void {
  if (request.revision !== revision) throw new AppError('requestChangedMeanwhile', { revision: request.revision });
}
