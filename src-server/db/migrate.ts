import type { Kysely, Transaction } from 'kysely';
import { up as firstUnblock } from './migrations/0001-first-unblock.ts';
import { up as auditAppendOnly } from './migrations/0002-audit-append-only.ts';
import { up as adminKeys } from './migrations/0003-admin-keys.ts';
import type { Database } from './schema.ts';

interface Migration {
  readonly name: string;
  /** A migration sees the tables of its own day, not today's types: hence `unknown`. */
  readonly up: (trx: Transaction<unknown>) => Promise<void>;
}

/** In order, for ever: a released migration is never edited, renamed or removed. */
export const MIGRATIONS: readonly Migration[] = [
  { name: '0001-first-unblock', up: firstUnblock },
  { name: '0002-audit-append-only', up: auditAppendOnly },
  { name: '0003-admin-keys', up: adminKeys },
];

/**
 * Brings the schema to the newest version, all pending migrations in one transaction (both SQLite and PostgreSQL have
 * transactional DDL): a crash leaves the schema as it was. Forward only.
 * @throws Error when the database was written by a newer program.
 */
export async function migrate(db: Kysely<Database>, now: number): Promise<void> {
  await db.schema
    .createTable('schema_migrations')
    .ifNotExists()
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('applied_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.transaction().execute(async (trx) => {
    const applied = await trx.selectFrom('schema_migrations').select('name').orderBy('id').execute();
    for (const [index, { name }] of applied.entries()) {
      if (MIGRATIONS[index]?.name !== name) throw new Error(`the database has the migration ${name}, which this program does not know`);
    }
    for (const [index, migration] of MIGRATIONS.entries()) {
      if (index < applied.length) continue;
      await migration.up(trx as unknown as Transaction<unknown>);
      await trx.insertInto('schema_migrations').values({ id: index + 1, name: migration.name, applied_at: now }).execute();
    }
  });
}
