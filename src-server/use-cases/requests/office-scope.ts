import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { Actor } from '../../access/actor.ts';
import { findRequest, type CertificateRequest, type RequestScope } from '../../repositories/requests.ts';
import type { Queryable } from '../../repositories/queryable.ts';

/** Requests of the operator's office. @throws AppError notFound, for an operator of no office */
export function officeScope({ officeId }: Pick<Actor, 'officeId'>): RequestScope & { readonly officeId: string } {
  if (officeId === null) throw new AppError('notFound');
  return { officeId };
}

/** A request of the operator's office. @throws AppError notFound */
export async function officeRequest(db: Queryable, { params, actor }: { readonly params: { readonly requestId: string }; readonly actor: Actor }): Promise<CertificateRequest> {
  const request = await findRequest(db, params.requestId, officeScope(actor));
  if (request === null) throw new AppError('notFound');
  return request;
}

/** Nobody judges what they ask for themselves. @throws AppError ownRequest */
export function requireNotOwn(request: Pick<CertificateRequest, 'account_id'>, { accountId }: Pick<Actor, 'accountId'>): void {
  if (request.account_id === accountId) throw new AppError('ownRequest');
}

/** One operator at a time has a request. @throws AppError requestNotYours */
export function requireAssigned(request: Pick<CertificateRequest, 'assigned_to'>, { accountId }: Pick<Actor, 'accountId'>): void {
  if (request.assigned_to !== accountId) throw new AppError('requestNotYours');
}
