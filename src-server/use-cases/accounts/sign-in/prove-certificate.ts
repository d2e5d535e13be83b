import type { X509Certificate } from 'node:crypto';
import { createHash } from 'node:crypto';
import type { CertificateProof } from '../../../../src-shared/http/web-eid.ts';
import type { Deps } from '../../../deps.ts';
import { takeLoginChallenge } from '../../../repositories/login-challenges.ts';
import { certificateRefused, verifyWebEidToken } from '../../../web-eid/verify-token.ts';

export interface ProvenCertificate {
  readonly certificate: X509Certificate;
  /** Of its DER, lower-case hex. */
  readonly sha256: string;
}

/**
 * The certificate of whoever answered a challenge of ours. The challenge is spent first, whatever the answer is worth.
 * @throws AppError certificateRefused {reason} | certificateIssuerRevoked
 */
export async function proveCertificate(deps: Deps, { challengeId, authToken }: CertificateProof): Promise<ProvenCertificate> {
  const now = deps.clock.now();
  const nonce = await deps.db.transaction().execute((trx) => takeLoginChallenge(trx, challengeId, now));
  deps.failpoint('proveCertificate.challengeTaken');
  if (nonce === null) throw certificateRefused('challenge');
  const certificate = await verifyWebEidToken(authToken, { origin: deps.publicUrl(), nonce }, deps.trust, now);
  return { certificate, sha256: createHash('sha256').update(certificate.raw).digest('hex') };
}
