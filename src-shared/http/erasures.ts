import { z } from 'zod';
import { ERASURE_BLOCKERS, ERASURE_KEPT, ERASURE_STATES } from '../domain/erasure.ts';
import { ROLES } from '../domain/roles.ts';
import { colleague } from './approvals.ts';
import { cursor, id, line, pageOf, time } from './fields.ts';
import { route } from './route-shape.ts';

/** Requests for erasure as those see them who answer. Whoever asks sees theirs at /v1/account/erasures. */
export const erasureRow = z.strictObject({
  erasureId: id,
  accountId: id,
  /** Whose account it is; once erased, what stands in their place. */
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  state: z.enum(ERASURE_STATES),
  requestedAt: time,
  /** An answer is due within a month (GDPR article 12(3)). */
  dueAt: time,
  decidedBy: colleague.nullable(),
  decidedAt: time.nullable(),
  reason: z.string().nullable(),
});

export const erasureCase = erasureRow.extend({
  /** What has to end before it can be done; empty once decided. */
  blockers: z.array(z.enum(ERASURE_BLOCKERS)),
  /** What stays, or would; `until`: null, as long as the authority is there or the token is used. */
  kept: z.array(z.strictObject({ what: z.enum(ERASURE_KEPT), count: z.number().int(), until: time.nullable() })),
});

export const erasureSearch = z.strictObject({ state: z.enum(ERASURE_STATES).nullable(), cursor });
/** The reason is told to whoever asked, by mail. */
export const erasureDecision = z.strictObject({ decision: z.enum(['done', 'refused']), reason: line(300) });

const answered = { auth: 'account', permission: 'erasures.decide' } as const;

export const ERASURE_ROUTES = {
  searchErasures: route({ ...answered, method: 'POST', path: '/v1/erasures/search', summary: 'Requests for erasure, oldest first', body: erasureSearch, reply: pageOf(erasureRow) }),
  readErasure: route({ ...answered, method: 'GET', path: '/v1/erasures/:erasureId', summary: 'One request for erasure: what has to end first, and what would stay', reply: erasureCase }),
  decideErasure: route({ ...answered, method: 'POST', path: '/v1/erasures/:erasureId/decisions', summary: 'Erase what may be erased of an account, or refuse to, once', fresh: true, idempotent: true, body: erasureDecision, reply: erasureCase }),
};

export type ErasureRow = z.infer<typeof erasureRow>;
export type ErasureCase = z.infer<typeof erasureCase>;
