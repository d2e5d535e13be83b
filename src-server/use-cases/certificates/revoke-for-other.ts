import type { z } from 'zod';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { OfficeRevocationReply, officeRevocationRequest } from '../../../src-shared/http/certificates.ts';
import { REVOCATION_REASONS } from '../../../src-shared/http/certificates.ts';
import type { Actor } from '../../access/actor.ts';
import type { Deps } from '../../deps.ts';
import { earlierReply, writeOnce, type OnceCall } from '../../limits/write-once.ts';
import { findIssuedCertificate } from '../../repositories/issued-certificates.ts';
import type { ApprovalExecutor } from '../desk/approval-executor.ts';
import { requestApproval } from '../desk/request-approval.ts';
import { atDesk, countAct } from '../desk/token-at-desk.ts';
import { requireNotOwn } from '../requests/office-scope.ts';
import { announceRevocation, prepareRevocation, requireConfirmation } from './prepare-revocation.ts';
import { getCertificateIn, identityOf } from './view-certificate.ts';

const HOUR_MS = 60 * 60_000;

export type OfficeRevocationCall = OnceCall & { readonly params: { readonly certificateSerial: string }; readonly body: z.output<typeof officeRevocationRequest>; readonly actor: Actor };

/**
 * An operator revokes a certificate of their office in its holder's place, or asks a second person to agree: as the policy says.
 * @throws AppError notFound | ownRequest | confirmationMismatch | certificateRevoked | tooManyRequests | idempotencyMismatch | vaultUnavailable
 */
export async function revokeForOther(deps: Deps, call: OfficeRevocationCall): Promise<OfficeRevocationReply> {
  const { params, body } = call;
  const earlier = await earlierReply<OfficeRevocationReply>(deps.db, call);
  if (earlier !== null) return earlier;
  const operator = atDesk(call.actor);
  const row = await getCertificateIn(deps.db, params.certificateSerial, { officeId: operator.officeId });
  requireNotOwn(row, call.actor);
  requireConfirmation(row.serial, body.confirmation);
  const effect = await prepareRevocation(deps, row, { reason: body.reason, by: 'operator', accountId: operator.accountId });
  const alone = deps.config.policy.revokeForOther === 'oneOperator';
  const reply = await writeOnce(deps, call, async (trx, now): Promise<OfficeRevocationReply> => {
    await countAct(deps, trx, operator, now);
    if (alone) return { outcome: 'revoked', approvalId: null, revokedAt: (await effect(trx, now)).revokedAt };
    if ((await findIssuedCertificate(trx, row.serial))?.revoked_at !== null) throw new AppError('certificateRevoked');
    const { givenName, surname, organization } = identityOf(row);
    const question = {
      kind: 'revokeForOther',
      subject: row.serial,
      officeId: operator.officeId,
      requestedBy: operator.accountId,
      reason: body.explanation,
      details: { serial: row.serial, holder: `${givenName} ${surname}`, entity: organization?.name ?? '', reason: body.reason },
      expiresAt: now + deps.config.policy.approvals.hours * HOUR_MS,
    } as const;
    return { outcome: 'approvalPending', approvalId: await requestApproval(deps, trx, question, now), revokedAt: null };
  });
  if (reply.outcome === 'revoked') await announceRevocation(deps);
  return reply;
}

/** Carried out once a second person agrees. The list that says it is made when it is next asked for. */
export const revokeForOtherExecutor: ApprovalExecutor = {
  async isAbout(db, { subject }, { accountId }) {
    return (await findIssuedCertificate(db, subject))?.account_id === accountId;
  },
  async prepare(deps, approval, decision) {
    if (decision === 'refused') return async () => undefined;
    const row = await findIssuedCertificate(deps.db, approval.subject);
    if (row === null || row.revoked_at !== null) throw new AppError('approvalVoid');
    const said = (JSON.parse(approval.details) as { readonly reason?: string }).reason;
    const reason = REVOCATION_REASONS.find((one) => one === said) ?? 'unspecified';
    const effect = await prepareRevocation(deps, row, { reason, by: 'operator', accountId: approval.requested_by });
    return async (trx, now) => {
      await effect(trx, now);
    };
  },
};
