import type { OfficeOpening, OfficeReply, PostalAddress } from '../../../src-shared/http/offices.ts';
import type { Office } from '../../repositories/offices.ts';

/** An office as everybody sees it. */
export function officeOf(office: Office): OfficeReply {
  return {
    officeId: office.id,
    name: office.name,
    address: JSON.parse(office.address) as PostalAddress,
    phone: office.phone,
    email: office.email,
    opening: JSON.parse(office.opening) as OfficeOpening,
    open: office.closed_at === null,
    revision: office.revision,
  };
}
