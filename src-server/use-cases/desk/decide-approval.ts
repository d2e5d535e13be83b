import type { z } from 'zod';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { ApprovalReply, decisionRequest } from '../../../src-shared/http/approvals.ts';
import type { Actor } from '../../access/actor.ts';
import { appendAudit } from '../../audit/append-audit.ts';
import type { Deps } from '../../deps.ts';
import { earlierReply, writeOnce, type OnceCall } from '../../limits/write-once.ts';
import { decideApproval, findApproval, type Approval } from '../../repositories/approvals.ts';
import type { Queryable } from '../../repositories/queryable.ts';
import { EXECUTORS } from './approval-executors.ts';
import { viewApproval } from './view-approval.ts';

export type DecisionCall = OnceCall & { readonly params: { readonly approvalId: string }; readonly body: z.output<typeof decisionRequest>; readonly actor: Actor };

/**
 * A second person decides, once, and what they agreed to is done in the same transaction.
 * @throws AppError notFound, also for one of another office | ownRequest | approvalDecided | approvalExpired | approvalVoid |
 *   idempotencyMismatch, and whatever carrying it out may throw: then nothing is decided.
 */
export async function decide(deps: Deps, call: DecisionCall): Promise<ApprovalReply> {
  const { db, clock, failpoint } = deps;
  const { actor } = call;
  const earlier = await earlierReply<ApprovalReply>(db, call);
  if (earlier !== null) return earlier;
  const { decision: state, reason } = call.body;
  const asked = await requireDecidable(db, call, clock.now());
  const executor = EXECUTORS[asked.kind];
  if (asked.requested_by === actor.accountId || (await executor.isAbout(db, asked, actor))) throw new AppError('ownRequest');
  const effect = await executor.prepare(deps, asked, state);

  const reply = await writeOnce(deps, call, async (trx, now): Promise<ApprovalReply> => {
    await requireDecidable(trx, call, now);
    if (!(await decideApproval(trx, asked.id, { state, by: actor.accountId, at: now, reason }))) throw new Error('a decision was not taken');
    failpoint('approval.decided');
    await effect(trx, now);
    failpoint('approval.executed');
    const event = state === 'approved' ? 'approval.approved' : 'approval.refused';
    await appendAudit(trx, { at: now, event, subject: asked.id, details: { kind: asked.kind, about: asked.subject, by: actor.accountId, askedBy: asked.requested_by } });
    return viewApproval(trx, await requireVisible(trx, call), actor, now);
  });
  failpoint('approval.committed');
  deps.mail.kick();
  return reply;
}

async function requireVisible(db: Queryable, { params, actor }: DecisionCall): Promise<Approval> {
  const approval = await findApproval(db, params.approvalId, actor);
  if (approval === null) throw new AppError('notFound');
  return approval;
}

async function requireDecidable(db: Queryable, call: DecisionCall, now: number): Promise<Approval> {
  const approval = await requireVisible(db, call);
  if (approval.state === 'void') throw new AppError('approvalVoid');
  if (approval.state !== 'pending') throw new AppError('approvalDecided');
  if (approval.expires_at <= now) throw new AppError('approvalExpired');
  return approval;
}
