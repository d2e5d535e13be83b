import type { z } from 'zod';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { renewalReply } from '../../../src-shared/http/certificates.ts';
import type { Actor } from '../../access/actor.ts';
import type { Deps } from '../../deps.ts';
import { writeOnce, type OnceCall } from '../../limits/write-once.ts';
import { findRequestById } from '../../repositories/requests-of-certificates.ts';
import { prepareRenewal } from '../requests/renewal-of.ts';
import { changeOf } from '../requests/step-request.ts';
import { getCertificateIn, renewalStateOf } from './view-certificate.ts';

export type RenewalCall = OnceCall & { readonly params: { readonly certificateSerial: string }; readonly actor: Actor };

/**
 * Prepares the request of a certificate with strictly identical data; it is submitted, accepted and issued like any other.
 * @throws AppError notFound | certificateRevoked | certificateExpired | renewalRefused {reason} | idempotencyMismatch
 */
export async function renewCertificate(deps: Deps, call: RenewalCall): Promise<z.input<typeof renewalReply>> {
  const { certificateSerial: serial } = call.params;
  const reply = await writeOnce(deps, call, async (trx, now) => {
    const row = await getCertificateIn(trx, serial, { accountId: call.actor.accountId });
    const state = await renewalStateOf(trx, row, deps.catalogue, now);
    if (state === 'revoked') throw new AppError('certificateRevoked');
    if (state === 'expired') throw new AppError('certificateExpired');
    const original = row.request_id === null ? null : await findRequestById(trx, row.request_id);
    if (state !== 'possible' || original === null) throw new AppError('renewalRefused', { reason: state });
    return changeOf(await prepareRenewal(trx, deps, original, serial, now));
  });
  deps.failpoint('renewCertificate.committed');
  return reply;
}
