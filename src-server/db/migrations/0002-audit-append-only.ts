import { sql, type Transaction } from 'kysely';
import { isPostgres } from '../is-postgres.ts';

/** The audit table takes rows and gives none back (ASVS 16.4.2); on PostgreSQL the authority's role should have no right to, either. */
export async function up(trx: Transaction<unknown>): Promise<void> {
  if (isPostgres(trx)) {
    await sql`create function audit_append_only() returns trigger language plpgsql as $$ begin raise exception 'audit is append-only'; end $$`.execute(trx);
    await sql`create trigger audit_no_change before update or delete or truncate on audit for each statement execute function audit_append_only()`.execute(trx);
    return;
  }
  await sql`create trigger audit_no_update before update on audit begin select raise(abort, 'audit is append-only'); end`.execute(trx);
  await sql`create trigger audit_no_delete before delete on audit begin select raise(abort, 'audit is append-only'); end`.execute(trx);
}
