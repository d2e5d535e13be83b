import { z } from 'zod';
import { der, id, time } from './fields.ts';

/** Signing in by certificate: a challenge, and the Web eID authentication token that answers it (https://web-eid.eu, "web-eid:1.0"). */
export const loginChallengeReply = z.strictObject({
  challengeId: id,
  /** 256 random bits, base64. */
  nonce: z.string(),
  /** What the signature binds the challenge to. */
  origin: z.string(),
  expiresAt: time,
});

/** A signature of any key we take: 1024 bytes would be RSA 8192. */
const SIGNATURE_BYTES = 1024;
const CERTIFICATE_BYTES = 8 * 1024;

const printable = (max: number) => z.string().regex(new RegExp(`^[\\x20-\\x7e]{1,${max}}$`, 'u'));

export const webEidToken = z.strictObject({
  format: printable(20),
  /** DER, base64. */
  unverifiedCertificate: der(CERTIFICATE_BYTES),
  /** JWA name, RFC 7518. */
  algorithm: printable(10),
  /** Of hash(origin) || hash(nonce), each by the algorithm's hash; base64. ECDSA: r || s. */
  signature: der(SIGNATURE_BYTES),
  /** Which application made it; nothing is concluded from it. */
  appVersion: printable(200).optional(),
});
export type WebEidToken = z.output<typeof webEidToken>;

/** Answer to a challenge of `loginChallenge`. */
export const certificateProof = z.strictObject({ challengeId: id, authToken: webEidToken });
export type CertificateProof = z.output<typeof certificateProof>;
