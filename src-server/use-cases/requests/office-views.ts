import type { OfficeRequestReply, OfficeRequestSearch } from '../../../src-shared/http/office-requests.ts';
import type { RequestPage } from '../../../src-shared/http/requests.ts';
import type { Actor } from '../../access/actor.ts';
import type { Deps } from '../../deps.ts';
import { findAccount } from '../../repositories/accounts.ts';
import { officeRequest, officeScope } from './office-scope.ts';
import { findRequestPage } from './search-requests.ts';
import { viewRequest } from './view-request.ts';

/** One page of the requests of an operator's office. @throws AppError notFound, for an operator of no office | requestInvalid */
export async function findOfficeRequestPage(deps: Deps, actor: Actor, search: OfficeRequestSearch): Promise<RequestPage> {
  const assigned = { all: {}, free: { assigned: 'free' as const }, mine: { assigned: { to: actor.accountId } } }[search.assigned];
  return findRequestPage(deps, { ...officeScope(actor), ...assigned }, search, actor.language);
}

/** A request of the operator's office, whole. @throws AppError notFound */
export async function viewOfficeRequest({ db, catalogue }: Deps, call: { readonly params: { readonly requestId: string }; readonly actor: Actor }): Promise<OfficeRequestReply> {
  const request = await officeRequest(db, call);
  const operator = request.assigned_to === null ? null : await findAccount(db, request.assigned_to);
  return {
    ...(await viewRequest(db, catalogue, request, 'office')),
    assignedTo: operator === null ? null : `${operator.first_name} ${operator.last_name}`,
    assignedToMe: request.assigned_to === call.actor.accountId,
  };
}
