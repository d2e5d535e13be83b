import { CompiledQuery, type Kysely } from 'kysely';
import { isPostgres } from './is-postgres.ts';
import type { Database } from './schema.ts';

/**
 * One statement that the disk is not waited for, outside a transaction: a power cut may lose it, nothing else can, and no other commit
 * waits less. Only for what nobody is told. SQLite syncs in the thread that serves everybody (WAL, "synchronous"); PostgreSQL does not.
 */
export async function withoutSync(db: Kysely<Database>, statement: (db: Kysely<Database>) => Promise<void>): Promise<void> {
  if (isPostgres(db)) return statement(db);
  return db.connection().execute(async (one) => {
    await one.executeQuery(CompiledQuery.raw('pragma synchronous = normal'));
    try {
      await statement(one);
    } finally {
      await one.executeQuery(CompiledQuery.raw('pragma synchronous = full'));
    }
  });
}
