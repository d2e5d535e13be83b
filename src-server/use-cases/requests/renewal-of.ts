import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { CreateRequest, ModifyRequest } from '../../../src-shared/http/requests.ts';
import { canonicalJson } from '../../audit/canonical-json.ts';
import type { Deps } from '../../deps.ts';
import type { Trx } from '../../repositories/queryable.ts';
import type { CertificateRequest } from '../../repositories/requests.ts';
import { insertDraft } from './create-request.ts';
import { recordEvent } from './record-event.ts';

/** What a request asked for, to be asked for again without any difference. */
export function renewalOf(request: CertificateRequest): CreateRequest {
  return {
    productId: request.product_id,
    officeId: request.office_id,
    establishment: {
      name: request.entity_name,
      siren: request.siren,
      siret: request.siret,
      address: JSON.parse(request.entity_address) as CreateRequest['establishment']['address'],
    },
    holder: { firstName: request.holder_first_name, lastName: request.holder_last_name, email: request.holder_email, phone: request.holder_phone },
  };
}

/**
 * The draft of a renewal: data strictly identical to those of the request behind the certificate. In the transaction of
 * whoever judged that the certificate may be renewed and its support is still qualified.
 * @param serial of the certificate that it takes the place of.
 */
export async function prepareRenewal(trx: Trx, deps: Pick<Deps, 'random' | 'failpoint'>, original: CertificateRequest, serial: string, now: number): Promise<CertificateRequest> {
  const request = await insertDraft(trx, deps, { accountId: original.account_id, data: renewalOf(original), replaces: serial, now });
  await recordEvent(trx, deps, request, { kind: 'renewalPrepared', by: 'holder', accountId: original.account_id, codes: { renews: serial } }, now);
  return request;
}

/** Of a renewal, all but the office and the telephone stays as it was. @throws AppError identityLocked {field} */
export function requireIdentical(request: CertificateRequest, change: ModifyRequest): void {
  if (request.replaces_certificate_id === null) return;
  const { productId, establishment, holder } = renewalOf(request);
  const locked = [
    ['product', productId, change.productId],
    ['establishment', establishment, change.establishment],
    ['holder', { ...holder, phone: null }, { ...change.holder, phone: null }],
  ] as const;
  const field = locked.find(([, before, after]) => canonicalJson(before) !== canonicalJson(after))?.[0];
  if (field !== undefined) throw new AppError('identityLocked', { field });
}
