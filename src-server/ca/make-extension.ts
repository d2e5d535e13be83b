import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { Extension } from '@peculiar/asn1-x509';

/** One extension; `value` is an ASN.1 object of the library. */
export function makeExtension(id: string, value: object, options: { readonly critical: boolean } = { critical: false }): Extension {
  return new Extension({ extnID: id, critical: options.critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}
