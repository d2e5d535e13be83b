import { sql, type Kysely } from 'kysely';
import type { Database } from '../../src-server/db/schema.ts';
import type { AuditTable } from '../../src-server/db/tables/operations.ts';
import { engineOfTests } from './test-database.ts';

/** What someone with all rights on the database does: past the triggers. */
export async function disarmAudit(db: Kysely<Database>): Promise<void> {
  if (engineOfTests() === 'postgres') {
    await sql`alter table audit disable trigger audit_no_change`.execute(db);
    return;
  }
  await sql`drop trigger audit_no_update`.execute(db);
  await sql`drop trigger audit_no_delete`.execute(db);
}

/** Puts the rows back as they were. */
export async function restoreAudit(db: Kysely<Database>, rows: readonly AuditTable[]): Promise<void> {
  await db.deleteFrom('audit').execute();
  await db.insertInto('audit').values([...rows]).execute();
}
