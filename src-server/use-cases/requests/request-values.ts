import type { CreateRequest } from '../../../src-shared/http/requests.ts';
import { canonicalJson } from '../../audit/canonical-json.ts';
import { fold, sortKey } from '../../domain/fold.ts';
import type { RequestData } from '../../repositories/requests.ts';

/** The columns of what a person asks for, with those that are made of them for searching and sorting. */
export function requestValues({ productId, officeId, establishment, holder }: CreateRequest, number: number, now: number): RequestData {
  const fullName = `${holder.lastName} ${holder.firstName}`;
  return {
    office_id: officeId,
    product_id: productId,
    entity_name: establishment.name,
    siren: establishment.siren,
    siret: establishment.siret,
    entity_address: canonicalJson(establishment.address),
    holder_first_name: holder.firstName,
    holder_last_name: holder.lastName,
    holder_email: holder.email,
    holder_phone: holder.phone,
    entity_key: sortKey(establishment.name),
    holder_key: sortKey(fullName),
    search_text: fold([number, establishment.name, establishment.siren, establishment.siret, fullName].join('\n')),
    changed_at: now,
  };
}
