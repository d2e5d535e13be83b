import type { X509Certificate } from 'node:crypto';
import { BasicConstraints, Certificate, id_ce_basicConstraints, id_ce_keyUsage, KeyUsage, KeyUsageFlags, type Extension } from '@peculiar/asn1-x509';
import { parseDer } from '../ca/parse-der.ts';
import type { CertificateTrust, TrustedAuthority } from './certificate-trust.ts';

const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

/** Signature algorithms of certificates that nobody should be able to make in our time. */
const SHA1_AND_OLDER = new Set(['1.2.840.113549.1.1.4', '1.2.840.113549.1.1.5', '1.2.840.10045.4.1', '1.2.840.10040.4.3', '1.3.14.3.2.29']);

/** Extensions that are understood here; another critical one makes a certificate refused (RFC 5280, 4.2). */
const UNDERSTOOD = new Set<string>([id_ce_basicConstraints, id_ce_keyUsage, '2.5.29.37', '2.5.29.32', '2.5.29.17', '2.5.29.31', '2.5.29.35', '2.5.29.14', '1.3.6.1.5.5.7.1.1', '1.3.6.1.5.5.7.1.3']);

export type CertificateFault = 'malformed' | 'usage' | 'notYetValid' | 'expired' | 'untrusted' | 'issuerRevoked' | 'revoked';

/**
 * What speaks against signing in with this certificate now, or null: a person's own (no authority), for signing in
 * (digitalSignature, clientAuth), valid, issued by an authority that is trusted, valid and not revoked itself, nor revoked (RFC 5280).
 */
export async function certificateFault(certificate: X509Certificate, trust: CertificateTrust, now: number): Promise<CertificateFault | null> {
  const parsed = parseDer(certificate.raw, Certificate);
  if (parsed === null || SHA1_AND_OLDER.has(parsed.signatureAlgorithm.algorithm)) return 'malformed';
  const extensions = parsed.tbsCertificate.extensions ?? [];
  if (new Set(extensions.map(({ extnID }) => extnID)).size !== extensions.length) return 'malformed';
  if (extensions.some(({ critical, extnID }) => critical && !UNDERSTOOD.has(extnID))) return 'malformed';
  if (isAuthority(extensions) || !hasUsage(extensions, KeyUsageFlags.digitalSignature) || !(certificate.keyUsage ?? []).includes(CLIENT_AUTH)) return 'usage';
  if (certificate.validFromDate.getTime() > now) return 'notYetValid';
  if (certificate.validToDate.getTime() < now) return 'expired';
  const issuer = (await trust.authorities(now)).find((authority) => issued(authority, certificate, now));
  if (issuer === undefined) return 'untrusted';
  const { status } = await trust.status(certificate, issuer, now);
  if (issuer.revoked !== null && status !== 'revoked') return 'issuerRevoked';
  return status === 'good' ? null : 'revoked';
}

/** Whether this authority, valid now, signed the certificate. */
function issued({ certificate: authority }: TrustedAuthority, certificate: X509Certificate, now: number): boolean {
  if (authority.validFromDate.getTime() > now || authority.validToDate.getTime() < now) return false;
  const extensions = parseDer(authority.raw, Certificate)?.tbsCertificate.extensions ?? [];
  if (!isAuthority(extensions) || !hasUsage(extensions, KeyUsageFlags.keyCertSign)) return false;
  return certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

/** What its basic constraints say; Node's `ca` asks for keyCertSign too, and lets an authority without it pass for a person. */
function isAuthority(extensions: readonly Extension[]): boolean {
  return valueOf(extensions, id_ce_basicConstraints, BasicConstraints)?.cA ?? false;
}

/** Without the extension: no, though RFC 5280 would let it pass. */
function hasUsage(extensions: readonly Extension[], flag: KeyUsageFlags): boolean {
  return ((valueOf(extensions, id_ce_keyUsage, KeyUsage)?.toNumber() ?? 0) & flag) !== 0;
}

function valueOf<T extends object>(extensions: readonly Extension[], id: string, type: new () => T): T | null {
  const extension = extensions.find(({ extnID }) => extnID === id);
  return extension === undefined ? null : parseDer(new Uint8Array(extension.extnValue.buffer), type);
}
