import { createHash } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import { SubjectPublicKeyInfo } from '@peculiar/asn1-x509';

/** Contents of the BIT STRING subjectPublicKey: what key identifiers and OCSP key hashes are computed over. @param spki DER. */
export function publicKeyBits(spki: Uint8Array): Uint8Array {
  return new Uint8Array(AsnConvert.parse(spki, SubjectPublicKeyInfo).subjectPublicKey);
}

/** SHA-1 of the key bits (RFC 5280, 4.2.1.2, method 1): a name, not a protection. 20 bytes. */
export function keyIdentifier(spki: Uint8Array): Uint8Array {
  return createHash('sha1').update(publicKeyBits(spki)).digest();
}
