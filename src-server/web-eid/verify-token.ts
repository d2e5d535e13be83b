import { X509Certificate } from 'node:crypto';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { WebEidToken } from '../../src-shared/http/web-eid.ts';
import type { CertificateTrust } from './certificate-trust.ts';
import { certificateFault, type CertificateFault } from './check-certificate.ts';
import { fitsAlgorithm, isWebEidAlgorithm, verifyWebEidSignature } from './verify-signature.ts';

const FORMATS = new Set(['web-eid:1', 'web-eid:1.0']);

export type TokenFault = CertificateFault | 'format' | 'algorithm' | 'challenge' | 'signature' | 'notAccepted';

/**
 * The one refusal of a certificate, but for one whose authority was revoked: its owner did nothing and needs another, which is said in words.
 * `notAccepted`: it is nobody's, or somebody else's; which of both is not said.
 */
export function certificateRefused(reason: TokenFault): AppError {
  if (reason === 'issuerRevoked') return new AppError('certificateIssuerRevoked');
  return new AppError('certificateRefused', { reason });
}

/**
 * A Web eID authentication token, judged: its format, its certificate, and its signature over our origin and the nonce we gave.
 * @throws AppError certificateRefused {reason} | certificateIssuerRevoked
 */
export async function verifyWebEidToken(
  token: WebEidToken,
  bound: { readonly origin: string; readonly nonce: string },
  trust: CertificateTrust,
  now: number,
): Promise<X509Certificate> {
  if (!FORMATS.has(token.format)) throw certificateRefused('format');
  const { algorithm } = token;
  if (!isWebEidAlgorithm(algorithm)) throw certificateRefused('algorithm');
  const certificate = readCertificate(token.unverifiedCertificate);
  const fault = certificate === null ? 'malformed' : await certificateFault(certificate, trust, now);
  if (certificate === null || fault !== null) throw certificateRefused(fault ?? 'malformed');
  if (!fitsAlgorithm(certificate.publicKey, algorithm)) throw certificateRefused('algorithm');
  const signature = Buffer.from(token.signature, 'base64');
  if (!verifyWebEidSignature(certificate.publicKey, { algorithm, signature }, bound)) throw certificateRefused('signature');
  return certificate;
}

/** Null when it is no certificate, or has something after it. */
function readCertificate(base64: string): X509Certificate | null {
  const der = Buffer.from(base64, 'base64');
  try {
    const certificate = new X509Certificate(der);
    // A key that cannot be read throws here and not later.
    return certificate.publicKey !== undefined && certificate.raw.equals(der) ? certificate : null;
  } catch {
    // OpenSSL has many words for what is no certificate; each says the same here.
    return null;
  }
}
