import { z } from 'zod';
import { certificateSerial, REVOCATION_REASONS } from './certificates.ts';
import { sha256, time, wellFormed } from './fields.ts';
import { route } from './route-shape.ts';

/** What a certificate is worth now, as a relying party would find out: one of mine, or any that somebody has in their hands. */
export const CERTIFICATE_TEST_STATES = ['good', 'revoked', 'issuerRevoked', 'expired', 'notYetValid', 'unknown'] as const;

const link = z.strictObject({
  /** Whole names, on one line. */
  subject: z.string(),
  issuer: z.string(),
  /** Serial number, upper-case hex. */
  serial: z.string(),
  sha256,
  notBefore: time,
  notAfter: time,
});

export const certificateTestRequest = z.union([
  z.strictObject({ serial: certificateSerial }),
  /** PEM, or base64 of its DER. */
  z.strictObject({ certificate: wellFormed(16 * 1024).min(1) }),
]);

export const certificateTestReply = z.strictObject({
  /**
   * issuerRevoked: it stands in no list, and who issued it was revoked. unknown: nobody known here issued it, or nobody can tell whether it
   * is revoked. What is revoked comes before what has expired, the certificate before its issuer.
   */
  status: z.enum(CERTIFICATE_TEST_STATES),
  /** Of the certificate, or of its issuer where that is what was revoked; the reason too. */
  revokedAt: time.nullable(),
  reason: z.enum(REVOCATION_REASONS).nullable(),
  certificate: link,
  /** Who issued it, and so on up to one that issued itself; empty: nobody known here. */
  chain: z.array(link),
  testedAt: time,
});

export const CERTIFICATE_TEST_ROUTES = {
  testCertificate: route({ method: 'POST', path: '/v1/certificate-tests', summary: 'What a certificate is worth now, and who vouches for it', auth: 'account', permission: 'certificates.own', body: certificateTestRequest, reply: certificateTestReply }),
};

export type CertificateTestReply = z.infer<typeof certificateTestReply>;
