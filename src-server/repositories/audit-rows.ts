import type { AuditTable } from '../db/tables/operations.ts';
import type { Queryable } from './queryable.ts';

export interface AuditFilter {
  readonly from: number | null;
  /** Not included. */
  readonly until: number | null;
  readonly event: string | null;
  readonly subject: string | null;
}

/** Newest first. @param before rows with a smaller number only; null: from the newest on. */
export async function searchAudit(db: Queryable, filter: AuditFilter, before: number | null, limit: number): Promise<readonly AuditTable[]> {
  let query = db.selectFrom('audit').selectAll();
  if (before !== null) query = query.where('seq', '<', before);
  if (filter.from !== null) query = query.where('at', '>=', filter.from);
  if (filter.until !== null) query = query.where('at', '<', filter.until);
  if (filter.event !== null) query = query.where('event', '=', filter.event);
  if (filter.subject !== null) query = query.where('subject', '=', filter.subject);
  return query.orderBy('seq', 'desc').limit(limit).execute();
}
