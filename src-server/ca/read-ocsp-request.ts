import { id_pkix_ocsp_nonce, Nonce, OCSPRequest, Version, type CertID } from '@peculiar/asn1-ocsp';
import type { Extension } from '@peculiar/asn1-x509';
import { parseDer } from './parse-der.ts';

export interface ReadOcspRequest {
  /** As they came: the response repeats them. */
  readonly certIds: readonly CertID[];
  /** The extension as it came; null: none. */
  readonly nonce: Extension | null;
}

/** One request asks for few certificates; each costs a look-up. */
const CERTIFICATES_MAX = 32;
/** RFC 8954, 2.1. */
const NONCE_MAX = 32;

/** An OCSP request (RFC 6960, 4.1); null when it is malformed. A signature on it is not looked at: everyone may ask. */
export function readOcspRequest(der: Uint8Array): ReadOcspRequest | null {
  const request = parseDer(der, OCSPRequest);
  if (request === null) return null;
  const { version, requestList, requestExtensions = [] } = request.tbsRequest;
  if (version !== Version.v1 || requestList.length === 0 || requestList.length > CERTIFICATES_MAX) return null;
  const nonces = requestExtensions.filter(({ extnID }) => extnID === id_pkix_ocsp_nonce);
  const nonce = nonces[0] ?? null;
  if (nonces.length > 1 || (nonce !== null && !isNonce(nonce))) return null;
  // A critical extension is to be understood or the request refused (RFC 5280, 4.2).
  const singles = requestList.flatMap(({ singleRequestExtensions }) => [...(singleRequestExtensions ?? [])]);
  if ([...requestExtensions, ...singles].some(({ extnID, critical }) => critical && extnID !== id_pkix_ocsp_nonce)) return null;
  return { certIds: requestList.map(({ reqCert }) => reqCert), nonce };
}

function isNonce({ extnValue }: Extension): boolean {
  const nonce = parseDer(new Uint8Array(extnValue.buffer), Nonce);
  return nonce !== null && nonce.byteLength >= 1 && nonce.byteLength <= NONCE_MAX;
}
