import type { PersonIdentity } from '../../ca/distinguished-name.ts';
import { sha256Hex } from '../../domain/digest.ts';
import type { CertificateRequest } from '../../repositories/requests.ts';

/** Who a certificate names, from its request alone: the same request data give the same subject, which a renewal has to. */
export function subjectOf(request: CertificateRequest): PersonIdentity {
  const { holder_first_name: givenName, holder_last_name: surname, entity_name: name, siren, entity_address: address } = request;
  const { country } = JSON.parse(address) as { readonly country: string };
  // Tells two people of one name apart, and says nothing of either (ETSI EN 319 412-1, 5.1.2).
  const serialNumber = sha256Hex(`certificate subject\n${request.account_id}\n${givenName}\n${surname}\n${siren}`).slice(0, 20).toUpperCase();
  return { country, givenName, surname, serialNumber, organization: { name, identifier: `NTR${country}-${siren}` } };
}
