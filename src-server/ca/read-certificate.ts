import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate, type Name } from '@peculiar/asn1-x509';
import { parseDer } from './parse-der.ts';
import { integerToSerial } from './serial-number.ts';

/** What issuing and telling the status of certificates needs to know of an authority's own. */
export interface CaCertificate {
  readonly der: Uint8Array;
  /** Upper-case hex. */
  readonly serial: string;
  readonly subject: Name;
  readonly subjectDer: Uint8Array;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** Contents of subjectPublicKey: what OCSP hashes. */
  readonly keyBits: Uint8Array;
  readonly parsed: Certificate;
  /** Milliseconds. */
  readonly notBefore: number;
  readonly notAfter: number;
}

/** @throws Error when it is no certificate: it was one when this authority stored it. */
export function readCertificate(der: Uint8Array): CaCertificate {
  const certificate = parseDer(der, Certificate);
  if (certificate === null) throw new Error('not a certificate');
  const { serialNumber, subject, subjectPublicKeyInfo, validity } = certificate.tbsCertificate;
  return {
    der,
    parsed: certificate,
    keyBits: new Uint8Array(subjectPublicKeyInfo.subjectPublicKey),
    serial: integerToSerial(serialNumber) ?? '',
    subject,
    subjectDer: new Uint8Array(AsnConvert.serialize(subject)),
    publicKey: new Uint8Array(AsnConvert.serialize(subjectPublicKeyInfo)),
    notBefore: validity.notBefore.getTime().getTime(),
    notAfter: validity.notAfter.getTime().getTime(),
  };
}
