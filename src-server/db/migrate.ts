import { sql, type Kysely, type Transaction } from 'kysely';
import { isPostgres } from './is-postgres.ts';
import { up as firstUnblock } from './migrations/0001-first-unblock.ts';
import { up as auditAppendOnly } from './migrations/0002-audit-append-only.ts';
import { up as adminKeys } from './migrations/0003-admin-keys.ts';
import { up as outboxLease } from './migrations/0004-outbox-lease.ts';
import { up as accounts } from './migrations/0005-accounts.ts';
import { up as requests } from './migrations/0006-requests.ts';
import { up as certificates } from './migrations/0007-certificates.ts';
import { up as desk } from './migrations/0008-desk.ts';
import { up as operations } from './migrations/0009-operations.ts';
import { up as changes } from './migrations/0010-changes.ts';
import { up as erasureDecisions } from './migrations/0011-erasure-decisions.ts';
import { up as issuingGenerations } from './migrations/0012-issuing-generations.ts';
import { up as renewals } from './migrations/0013-renewals.ts';
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
  { name: '0004-outbox-lease', up: outboxLease },
  { name: '0005-accounts', up: accounts },
  { name: '0006-requests', up: requests },
  { name: '0007-certificates', up: certificates },
  { name: '0008-desk', up: desk },
  { name: '0009-operations', up: operations },
  { name: '0010-changes', up: changes },
  { name: '0011-erasure-decisions', up: erasureDecisions },
  { name: '0012-issuing-generations', up: issuingGenerations },
  { name: '0013-renewals', up: renewals },
];

/**
 * Brings the schema to the newest version, all pending migrations in one transaction (both SQLite and PostgreSQL have
 * transactional DDL): a crash leaves the schema as it was, and of several instances that start at once one migrates, the
 * others find it done. Forward only. Where nothing is pending, nothing is asked for but to read: the authority's own role
 * need not own the tables.
 * @throws Error when the database was written by a newer program.
 */
export async function migrate(db: Kysely<Database>, now: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const applied = (await hasMigrations(trx)) ? await trx.selectFrom('schema_migrations').select('name').orderBy('id').execute() : await begin(trx);
    for (const [index, { name }] of applied.entries()) {
      if (MIGRATIONS[index]?.name !== name) throw new Error(`the database has the migration ${name}, which this program does not know`);
    }
    if (applied.length < MIGRATIONS.length && isPostgres(trx)) await sql`set local statement_timeout = 0`.execute(trx);
    for (const [index, migration] of MIGRATIONS.entries()) {
      if (index < applied.length) continue;
      await migration.up(trx as unknown as Transaction<unknown>);
      await trx.insertInto('schema_migrations').values({ id: index + 1, name: migration.name, applied_at: now }).execute();
    }
  });
}

/** Whether the schema is this program's. */
export async function isMigrated(db: Kysely<Database>): Promise<boolean> {
  const newest = await db.selectFrom('schema_migrations').select('name').orderBy('id', 'desc').limit(1).executeTakeFirst();
  return newest?.name === MIGRATIONS.at(-1)?.name;
}

async function begin(trx: Transaction<Database>): Promise<readonly []> {
  await trx.schema
    .createTable('schema_migrations')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('applied_at', 'bigint', (column) => column.notNull())
    .execute();
  return [];
}

async function hasMigrations(trx: Transaction<Database>): Promise<boolean> {
  const asked = isPostgres(trx)
    ? sql<{ name: string }>`select 1 as name where to_regclass('schema_migrations') is not null`
    : sql<{ name: string }>`select name from sqlite_master where type = 'table' and name = 'schema_migrations'`;
  return (await asked.execute(trx)).rows.length > 0;
}
