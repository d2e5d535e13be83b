import { sql, SqliteAdapter, type Transaction } from 'kysely';

/** The audit table takes rows and gives none back (ASVS 16.4.2). PostgreSQL does the same by rights: its role has INSERT and SELECT only. */
export async function up(trx: Transaction<unknown>): Promise<void> {
  if (!(trx.getExecutor().adapter instanceof SqliteAdapter)) return;
  await sql`create trigger audit_no_update before update on audit begin select raise(abort, 'audit is append-only'); end`.execute(trx);
  await sql`create trigger audit_no_delete before delete on audit begin select raise(abort, 'audit is append-only'); end`.execute(trx);
}
