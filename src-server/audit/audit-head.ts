import type { Queryable } from '../repositories/queryable.ts';
import { AUDIT_GENESIS } from './audit-row.ts';

/** Where the chain ends now. Kept outside the database (the log is shipped elsewhere), it shows a cut at the tail later. */
export async function readAuditHead(db: Queryable): Promise<{ readonly seq: number; readonly hash: string }> {
  const last = await db.selectFrom('audit').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return last ?? { seq: 0, hash: AUDIT_GENESIS };
}
