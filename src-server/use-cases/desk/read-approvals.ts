import type { z } from 'zod';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { ApprovalReply, approvalsSearch } from '../../../src-shared/http/approvals.ts';
import type { Actor } from '../../access/actor.ts';
import type { Deps } from '../../deps.ts';
import { cutPage, readTimeCursor } from '../../domain/time-cursor.ts';
import { findApproval, listApprovals } from '../../repositories/approvals.ts';
import { viewApproval, viewApprovals } from './view-approval.ts';

const PAGE = 50;

/** @throws AppError notFound, also for one of another office */
export async function readApproval({ db, clock }: Pick<Deps, 'db' | 'clock'>, approvalId: string, actor: Actor): Promise<ApprovalReply> {
  const approval = await findApproval(db, approvalId, actor);
  if (approval === null) throw new AppError('notFound');
  return viewApproval(db, approval, actor, clock.now());
}

export async function searchApprovals(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  { state, kind, cursor }: z.output<typeof approvalsSearch>,
  actor: Actor,
): Promise<{ items: ApprovalReply[]; next: string | null }> {
  const now = clock.now();
  const rows = await listApprovals(db, actor, { state, kind, after: readTimeCursor(cursor), now, limit: PAGE + 1 });
  const page = cutPage(rows, PAGE, (row) => ({ at: row.created_at, id: row.id }));
  return { items: await viewApprovals(db, page.rows, actor, now), next: page.next };
}
