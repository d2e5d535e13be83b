import type { Selectable } from 'kysely';
import type { AuditTable } from '../db/tables/operations.ts';
import type { Queryable } from './queryable.ts';

type AuditRow = Readonly<Selectable<AuditTable>>;

/** Rows about one subject, newest first, those before `before` if it is given. */
export async function listAuditOf(db: Queryable, subject: string, before: number | null, limit: number): Promise<readonly AuditRow[]> {
  let query = db.selectFrom('audit').selectAll().where('subject', '=', subject).orderBy('seq', 'desc').limit(limit);
  if (before !== null) query = query.where('seq', '<', before);
  return query.execute();
}
