import { createHash } from 'node:crypto';
import type { CertID } from '@peculiar/asn1-ocsp';
import { buildOcspResponse, ocspRefusal, type CertificateStatus } from './build-ocsp-response.ts';
import type { CaCertificate } from './read-certificate.ts';
import { readOcspRequest } from './read-ocsp-request.ts';
import { integerToSerial } from './serial-number.ts';
import type { Signer } from './signer.ts';

export interface OcspResponder {
  /** The authority whose certificates it tells of; it certified the responder itself (RFC 6960, 4.2.2.2). */
  readonly issuer: CaCertificate;
  readonly certificate: CaCertificate;
  readonly signer: Signer;
  /** Status of each, by serial in upper-case hex; a serial that was never issued is not in it. */
  readonly statuses: (serials: readonly string[]) => Promise<ReadonlyMap<string, CertificateStatus>>;
}

export interface OcspReply {
  readonly der: Uint8Array;
  /** From when until when it may be kept, milliseconds; null: not at all (refused, or made for one nonce). */
  readonly fresh: { readonly from: number; readonly until: number } | null;
}

/** How long an answer without a nonce may be used again: short, since a revocation takes effect at once. */
export const OCSP_PERIOD_MS = 10 * 60_000;

const DIGESTS: Readonly<Record<string, 'sha1' | 'sha256'>> = { '1.3.14.3.2.26': 'sha1', '2.16.840.1.101.3.4.2.1': 'sha256' };

/**
 * Answers one request. Certificates of another issuer: `unknown` beside ours, `unauthorized` when there is none of ours
 * (RFC 6960, 2.3; RFC 5019, 2.2.3).
 * @throws AppError vaultUnavailable
 */
export async function answerOcsp(der: Uint8Array, responder: OcspResponder, now: number): Promise<OcspReply> {
  const request = readOcspRequest(der);
  if (request === null) return { der: ocspRefusal('malformedRequest'), fresh: null };
  const asked = request.certIds.map((certId) => ({ certId, ours: isOf(certId, responder.issuer), serial: integerToSerial(certId.serialNumber) }));
  if (!asked.some(({ ours }) => ours)) return { der: ocspRefusal('unauthorized'), fresh: null };
  const statuses = await responder.statuses(asked.flatMap(({ ours, serial }) => (ours && serial !== null ? [serial] : [])));
  const certificates = asked.map(({ certId, ours, serial }) => ({
    certId,
    status: (ours && serial !== null ? statuses.get(serial) : undefined) ?? ({ status: 'unknown' } as const),
  }));
  const nextUpdate = now + OCSP_PERIOD_MS;
  const answer = { certificates, nonce: request.nonce, thisUpdate: now, nextUpdate };
  return { der: await buildOcspResponse(answer, responder.certificate, responder.signer), fresh: request.nonce === null ? { from: now, until: nextUpdate } : null };
}

/** Whether a request asks about a certificate of this authority. What is no request asks about nothing. */
export function asksAbout(der: Uint8Array, issuer: CaCertificate): boolean {
  return readOcspRequest(der)?.certIds.some((certId) => isOf(certId, issuer)) ?? false;
}

function isOf({ hashAlgorithm, issuerNameHash, issuerKeyHash }: CertID, issuer: CaCertificate): boolean {
  const digest = DIGESTS[hashAlgorithm.algorithm];
  if (digest === undefined) return false;
  const hash = (bytes: Uint8Array): Buffer => createHash(digest).update(bytes).digest();
  return hash(issuer.subjectDer).equals(Buffer.from(issuerNameHash.buffer)) && hash(issuer.keyBits).equals(Buffer.from(issuerKeyHash.buffer));
}
