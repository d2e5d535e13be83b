import { z } from 'zod';
import type { ApprovalReply } from '../../../src-shared/http/approvals.ts';
import type { Actor } from '../../access/actor.ts';
import type { Approval } from '../../repositories/approvals.ts';
import { namesOf } from '../../repositories/names.ts';
import type { Queryable } from '../../repositories/queryable.ts';

const shown = z.record(z.string(), z.string());

/** Requests to a second person as this person is shown them, at this time. */
export async function viewApprovals(db: Queryable, approvals: readonly Approval[], actor: Actor, now: number): Promise<ApprovalReply[]> {
  const names = await namesOf(db, approvals.flatMap((one) => [one.requested_by, one.decided_by]));
  const colleague = (accountId: string | null) => (accountId === null ? null : { accountId, name: names.get(accountId) ?? '' });
  return approvals.map((one) => {
    const state = one.state === 'pending' && one.expires_at <= now ? 'expired' : one.state;
    return {
      approvalId: one.id,
      kind: one.kind,
      state,
      officeId: one.office_id,
      requestedBy: colleague(one.requested_by),
      reason: one.reason,
      details: shown.parse(JSON.parse(one.details)),
      createdAt: one.created_at,
      expiresAt: one.expires_at,
      decidable: state === 'pending' && one.requested_by !== actor.accountId,
      decidedBy: colleague(one.decided_by),
      decidedAt: one.decided_at,
      decisionReason: one.decision_reason,
    };
  });
}

/** One of them. */
export async function viewApproval(db: Queryable, approval: Approval, actor: Actor, now: number): Promise<ApprovalReply> {
  const [view] = await viewApprovals(db, [approval], actor, now);
  if (view === undefined) throw new Error('one approval has one view');
  return view;
}
