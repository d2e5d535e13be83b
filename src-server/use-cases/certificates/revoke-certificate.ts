import type { z } from 'zod';
import type { RevocationReply, revocationRequest } from '../../../src-shared/http/certificates.ts';
import type { Actor } from '../../access/actor.ts';
import type { Deps } from '../../deps.ts';
import { earlierReply, writeOnce, type OnceCall } from '../../limits/write-once.ts';
import { announceRevocation, prepareRevocation, requireConfirmation } from './prepare-revocation.ts';
import { getCertificateIn } from './view-certificate.ts';

export type RevocationCall = OnceCall & { readonly params: { readonly certificateSerial: string }; readonly body: z.output<typeof revocationRequest>; readonly actor: Actor };

/**
 * Revokes a certificate of one's own, for good, in lists and OCSP at once.
 * @throws AppError notFound | confirmationMismatch | certificateRevoked | idempotencyMismatch | vaultUnavailable
 */
export async function revokeCertificate(deps: Deps, call: RevocationCall): Promise<RevocationReply> {
  const { params, body, actor } = call;
  const earlier = await earlierReply<RevocationReply>(deps.db, call);
  if (earlier !== null) return earlier;
  const row = await getCertificateIn(deps.db, params.certificateSerial, { accountId: actor.accountId });
  requireConfirmation(row.serial, body.confirmation);
  const effect = await prepareRevocation(deps, row, { reason: body.reason, by: 'holder', accountId: actor.accountId });
  const reply = await writeOnce(deps, call, effect);
  await announceRevocation(deps);
  return reply;
}
