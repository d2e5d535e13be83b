import { AppError } from '../../../src-shared/errors/app-error.ts';
import { mayDoTo, type RequestDeed } from '../../domain/request-machine.ts';
import type { Queryable } from '../../repositories/queryable.ts';
import { findRequest, type CertificateRequest } from '../../repositories/requests.ts';

interface CallOnRequest {
  readonly params: { readonly requestId: string };
  readonly actor: { readonly accountId: string };
}

/**
 * The person's own request, if this may be done to it now. @param deed null: reading.
 * @throws AppError notFound | requestStateRefused {state}
 */
export async function ownRequest(db: Queryable, { params, actor }: CallOnRequest, deed: RequestDeed | null): Promise<CertificateRequest> {
  const request = await findRequest(db, params.requestId, { accountId: actor.accountId });
  if (request === null) throw new AppError('notFound');
  if (deed !== null && !mayDoTo(request.state, deed)) throw new AppError('requestStateRefused', { state: request.state });
  return request;
}
