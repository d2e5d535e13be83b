import type { ApprovalKind } from '../../../src-shared/domain/desk.ts';
import { appendAudit } from '../../audit/append-audit.ts';
import { canonicalJson } from '../../audit/canonical-json.ts';
import type { Deps } from '../../deps.ts';
import { findApprovalOf, insertApproval, voidApprovals } from '../../repositories/approvals.ts';
import type { Trx } from '../../repositories/queryable.ts';

export interface Question {
  readonly kind: ApprovalKind;
  /** unblock: a session; reopenAnswers: a serial; revokeForOther: a certificate. */
  readonly subject: string;
  /** Whose operators may decide; null: those of any office. */
  readonly officeId: string | null;
  /** Account of whoever asks, who may not decide; null: the holder's app. */
  readonly requestedBy: string | null;
  readonly reason: string;
  /** What whoever decides has to know, and what its execution needs. Shown: never a secret. */
  readonly details: Readonly<Record<string, string>>;
  readonly expiresAt: number;
}

/**
 * Asks a second person. While the same is being asked already, no second question is put.
 * @returns the id of the question that stands.
 */
export async function requestApproval(deps: Pick<Deps, 'random' | 'failpoint'>, trx: Trx, question: Question, now: number): Promise<string> {
  const { kind, subject } = question;
  const known = await findApprovalOf(trx, kind, subject);
  if (known !== null && known.state === 'pending' && known.expires_at > now) return known.id;
  await voidApprovals(trx, kind, [subject]);
  const id = deps.random.uuid();
  await insertApproval(trx, {
    id,
    kind,
    subject,
    office_id: question.officeId,
    requested_by: question.requestedBy,
    reason: question.reason,
    details: canonicalJson(question.details),
    created_at: now,
    expires_at: question.expiresAt,
  });
  deps.failpoint('approval.requested');
  await appendAudit(trx, { at: now, event: 'approval.requested', subject: id, details: { kind, about: subject, by: question.requestedBy } });
  return id;
}
