import { createHash } from 'node:crypto';
import {
  CertStatus, id_pkix_ocsp_basic, KeyHash, OCSPResponse, OCSPResponseStatus, ResponderID, ResponseBytes, ResponseData, RevokedInfo,
  SingleResponse, type CertID,
} from '@peculiar/asn1-ocsp';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { CRLReason, type Extension } from '@peculiar/asn1-x509';
import { BitString } from 'asn1js';
import { encodedSequence } from './encoded-sequence.ts';
import type { CaCertificate } from './read-certificate.ts';
import { REVOCATION_REASONS, type RevocationReason } from './revocation-reason.ts';
import { signatureAlgorithmOf, signDer, type Signer } from './signer.ts';

export type CertificateStatus =
  | { readonly status: 'good' | 'unknown' }
  /** `at`: milliseconds. */
  | { readonly status: 'revoked'; readonly at: number; readonly reason: RevocationReason };

export interface OcspAnswer {
  readonly certificates: ReadonlyArray<{ readonly certId: CertID; readonly status: CertificateStatus }>;
  readonly nonce: Extension | null;
  /** Milliseconds; what is told was true at `thisUpdate`. */
  readonly thisUpdate: number;
  readonly nextUpdate: number;
}

/** A signed response, DER (RFC 6960, 4.2.1), of the responder whose certificate this is. @throws AppError vaultUnavailable */
export async function buildOcspResponse(answer: OcspAnswer, responder: CaCertificate, signer: Signer): Promise<Uint8Array> {
  const thisUpdate = seconds(answer.thisUpdate);
  const nextUpdate = seconds(answer.nextUpdate);
  const tbsResponseData = new ResponseData({
    responderID: new ResponderID({ byKey: new KeyHash(createHash('sha1').update(responder.keyBits).digest()) }),
    producedAt: thisUpdate,
    responses: answer.certificates.map(({ certId, status }) => new SingleResponse({ certID: certId, certStatus: certStatus(status), thisUpdate, nextUpdate })),
    ...(answer.nonce === null ? {} : { responseExtensions: [answer.nonce] }),
  });
  const tbs = AsnConvert.serialize(tbsResponseData);
  // BasicOCSPResponse of what is encoded already: the schema would encode the certificate anew, which takes longer than to sign.
  const signature = new BitString({ valueHex: await signDer(signer, tbs) }).toBER();
  const certs = encodedSequence([encodedSequence([responder.der]).toBER()], 0).toBER();
  const basic = encodedSequence([tbs, AsnConvert.serialize(signatureAlgorithmOf(signer)), signature, certs]);
  const response = new OctetString(basic.toBER());
  const responseBytes = new ResponseBytes({ responseType: id_pkix_ocsp_basic, response });
  return new Uint8Array(AsnConvert.serialize(new OCSPResponse({ responseStatus: OCSPResponseStatus.successful, responseBytes })));
}

/** A refusal, DER: it is not signed and holds nothing else (RFC 6960, 2.3). */
export function ocspRefusal(status: 'malformedRequest' | 'internalError' | 'tryLater' | 'unauthorized'): Uint8Array {
  return new Uint8Array(AsnConvert.serialize(new OCSPResponse({ responseStatus: OCSPResponseStatus[status] })));
}

function certStatus(known: CertificateStatus): CertStatus {
  switch (known.status) {
    case 'good':
      return new CertStatus({ good: null });
    case 'unknown':
      return new CertStatus({ unknown: null });
    case 'revoked': {
      const reason = known.reason === 'unspecified' ? {} : { revocationReason: new CRLReason(REVOCATION_REASONS[known.reason]) };
      return new CertStatus({ revoked: new RevokedInfo({ revocationTime: seconds(known.at), ...reason }) });
    }
  }
}

/** GeneralizedTime has no fractions here (RFC 5280, 4.1.2.5.2). */
function seconds(ms: number): Date {
  return new Date(Math.floor(ms / 1000) * 1000);
}
