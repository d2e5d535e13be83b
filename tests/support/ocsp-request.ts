import { createHash } from 'node:crypto';
import { BasicOCSPResponse, CertID, id_pkix_ocsp_nonce, Nonce, OCSPRequest, OCSPResponse, Request, TBSRequest } from '@peculiar/asn1-ocsp';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, CRLReasons, Extension } from '@peculiar/asn1-x509';
import { publicKeyBits } from '../../src-server/ca/key-identifier.ts';
import type { CaCertificate } from '../../src-server/ca/read-certificate.ts';
import { integerToSerial, serialToInteger } from '../../src-server/ca/serial-number.ts';

export function certIdOf(issuer: CaCertificate, serial: string): CertID {
  const hash = (bytes: Uint8Array): OctetString => new OctetString(createHash('sha1').update(bytes).digest());
  return new CertID({
    hashAlgorithm: new AlgorithmIdentifier({ algorithm: '1.3.14.3.2.26', parameters: null }),
    issuerNameHash: hash(issuer.subjectDer),
    issuerKeyHash: hash(publicKeyBits(issuer.publicKey)),
    serialNumber: serialToInteger(serial),
  });
}

/** An OCSP request, DER. @param nonce 1 to 32 bytes; null: without */
export function ocspRequestFor(issuer: CaCertificate, serials: readonly string[], nonce: Uint8Array | null = null): Uint8Array {
  const requestList = serials.map((serial) => new Request({ reqCert: certIdOf(issuer, serial) }));
  const requestExtensions = nonce === null ? [] : [new Extension({ extnID: id_pkix_ocsp_nonce, extnValue: new OctetString(AsnConvert.serialize(new Nonce(nonce))) })];
  const tbsRequest = new TBSRequest({ requestList, ...(nonce === null ? {} : { requestExtensions }) });
  return new Uint8Array(AsnConvert.serialize(new OCSPRequest({ tbsRequest })));
}

/** What a response says of each serial: "good", "unknown", "revoked keyCompromise". Its signature is openssl's to judge. */
export function statusesIn(der: Uint8Array): Readonly<Record<string, string>> {
  const { responseBytes } = AsnConvert.parse(der, OCSPResponse);
  if (responseBytes === undefined) return {};
  const { tbsResponseData } = AsnConvert.parse(responseBytes.response.buffer, BasicOCSPResponse);
  return Object.fromEntries(
    tbsResponseData.responses.map(({ certID, certStatus }) => {
      const { revoked } = certStatus;
      const said = revoked === undefined ? (certStatus.good === undefined ? 'unknown' : 'good') : `revoked ${CRLReasons[revoked.revocationReason?.reason ?? 0]}`;
      return [integerToSerial(certID.serialNumber) ?? '', said] as const;
    }),
  );
}
