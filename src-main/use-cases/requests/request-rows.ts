import type { RequestDetail, RequestRow } from '../../../src-shared/domain/account-views.ts';
import type { AppointmentReply } from '../../../src-shared/http/appointments.ts';
import type { ModifyRequest, RequestReply } from '../../../src-shared/http/requests.ts';
import type { QueuedChange } from '../../ports/local-store.ts';
import { changesOf } from '../account/account-copy.ts';

/** The list as it is with what was changed here and is not sent yet. Newest first. */
export function requestRows(requests: readonly RequestReply[], changes: readonly QueuedChange[]): readonly RequestRow[] {
  return requests
    .map((request) => {
      const { requestId, number, createdAt, changedAt, productId, officeId, entity, holder, state, revision, nextBy, nextAction, actions, pending } = withChange(request, changes);
      return { requestId, number, createdAt, changedAt, productId, officeId, entity, holder, state, revision, nextBy, nextAction, actions, pending };
    })
    .toSorted((a, b) => b.createdAt - a.createdAt || b.number - a.number);
}

export function requestDetail(request: RequestReply, changes: readonly QueuedChange[], appointments: readonly AppointmentReply[]): RequestDetail {
  const own = appointments.filter(({ requestId, state }) => requestId === request.requestId && state !== 'cancelled');
  return { ...withChange(request, changes), appointment: own.toSorted((a, b) => b.startsAt - a.startsAt)[0] ?? null };
}

/** What waits to be sent is shown as the person left it; what is in conflict is shown as the authority has it. */
function withChange(request: RequestReply, changes: readonly QueuedChange[]): RequestReply & { readonly pending: boolean } {
  const change = changesOf(changes, request.requestId).findLast(({ state, route }) => (state === 'waiting' || state === 'sending') && route === 'modifyRequest');
  if (change === undefined) return { ...request, pending: false };
  const { productId, officeId, establishment, holder } = change.body as unknown as ModifyRequest;
  return {
    ...request,
    productId,
    officeId,
    establishment,
    holderData: holder,
    entity: establishment.name,
    holder: `${holder.firstName} ${holder.lastName}`,
    pending: true,
  };
}
