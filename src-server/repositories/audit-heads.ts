import type { Selectable } from 'kysely';
import type { AuditHeadTable } from '../db/tables/operations.ts';
import type { Queryable } from './queryable.ts';

type StoredHead = Readonly<Selectable<AuditHeadTable>>;

export async function insertAuditHead(db: Queryable, head: StoredHead): Promise<void> {
  await db.insertInto('audit_heads').values(head).execute();
}

export async function newestAuditHead(db: Queryable): Promise<StoredHead | null> {
  return (await listAuditHeads(db, 1))[0] ?? null;
}

/** Newest first. */
export async function listAuditHeads(db: Queryable, limit: number): Promise<readonly StoredHead[]> {
  return db.selectFrom('audit_heads').selectAll().orderBy('at', 'desc').orderBy('seq', 'desc').limit(limit).execute();
}
