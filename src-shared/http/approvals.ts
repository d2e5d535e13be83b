import { z } from 'zod';
import { APPROVAL_KINDS } from '../domain/desk.ts';
import { cursor, id, line, pageOf, time } from './fields.ts';
import { route } from './route-shape.ts';

/** Four eyes: what one person asked for and another one decides. */

/** Staff as their colleagues see them. */
export const colleague = z.strictObject({ accountId: id, name: z.string() });

export const approvalReply = z.strictObject({
  approvalId: id,
  kind: z.enum(APPROVAL_KINDS),
  /** expired: nobody decided in time; void: what it was about ended before. */
  state: z.enum(['pending', 'approved', 'refused', 'void', 'expired']),
  officeId: id.nullable(),
  /** Null: the holder's app asked. */
  requestedBy: colleague.nullable(),
  reason: z.string(),
  /** What whoever decides has to know, by name: serial, holder, entity, product. */
  details: z.record(z.string().max(40), z.string().max(300)),
  createdAt: time,
  expiresAt: time,
  /** Whether the one who asks may decide: it is not their own request, and nobody decided yet. */
  decidable: z.boolean(),
  decidedBy: colleague.nullable(),
  decidedAt: time.nullable(),
  decisionReason: z.string().nullable(),
});

export const approvalsSearch = z.strictObject({
  /** pending: of those that can still be decided; null: all. */
  state: z.enum(['pending', 'approved', 'refused']).nullable(),
  kind: z.enum(APPROVAL_KINDS).nullable(),
  cursor,
});

export const decisionRequest = z.strictObject({ decision: z.enum(['approved', 'refused']), reason: line(300) });

const staffOnly = { auth: 'account', permission: 'approvals.decide' } as const;

export const APPROVAL_ROUTES = {
  searchApprovals: route({ ...staffOnly, method: 'POST', path: '/v1/approvals/search', summary: 'Requests to a second person, newest first', body: approvalsSearch, reply: pageOf(approvalReply) }),
  readApproval: route({ ...staffOnly, method: 'GET', path: '/v1/approvals/:approvalId', summary: 'One request to a second person', reply: approvalReply }),
  decideApproval: route({ ...staffOnly, method: 'POST', path: '/v1/approvals/:approvalId/decisions', summary: 'Approve or refuse what another person asked for, once', fresh: true, idempotent: true, body: decisionRequest, reply: approvalReply }),
};

export type ApprovalReply = z.infer<typeof approvalReply>;
