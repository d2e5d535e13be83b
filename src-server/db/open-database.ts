import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { Kysely, type Dialect } from 'kysely';
import { describeDatabase, isPostgresUrl } from './database-location.ts';
import { isDatabaseBusy } from './database-errors.ts';
import { migrate } from './migrate.ts';
import { postgresDialect, type PostgresOptions } from './postgres-dialect.ts';
import type { Database } from './schema.ts';
import { readOnlySqliteDialect, sqliteDialect } from './sqlite-dialect.ts';

const POOL_MAX = 8;

export interface DatabaseOptions extends Partial<Omit<PostgresOptions, 'url'>> {
  /** SQLite: told of each transaction that wrote and was committed here. */
  readonly onCommit?: () => void;
}

/**
 * Opens the authority's database, at its newest schema.
 * @param location a `postgres://` address, or the path of the SQLite file; made with mode 0600 where there is none (its WAL
 *   takes the same mode).
 * @throws Error naming host and database, never the password, when the server does not let it in.
 */
export async function openDatabase(location: string, now: number, options: DatabaseOptions = {}): Promise<Kysely<Database>> {
  const db = new Kysely<Database>({ dialect: dialectOf(location, options) });
  try {
    await migrate(db, now);
  } catch (cause) {
    await db.destroy();
    if (!isPostgresUrl(location) || isDatabaseBusy(cause)) throw cause;
    throw new Error(`${describeDatabase(location)} does not open: ${reasonOf(cause)}`, { cause });
  }
  return db;
}

/** Opens a database as it is: nothing is made, migrated or written. */
export function openReadOnly(location: string): Kysely<Database> {
  return new Kysely<Database>({ dialect: isPostgresUrl(location) ? postgresDialect({ url: location, poolMax: 1 }) : readOnlySqliteDialect(location) });
}

function dialectOf(location: string, { onCommit, ...options }: DatabaseOptions): Dialect {
  if (isPostgresUrl(location)) return postgresDialect({ poolMax: POOL_MAX, ...options, url: location });
  if (!existsSync(location)) writeFileSync(location, '', { mode: 0o600 });
  chmodSync(location, 0o600);
  return sqliteDialect(location, onCommit);
}

/** A name with several addresses fails with an empty message and one code. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown';
  return cause.message !== '' ? cause.message : 'code' in cause ? String(cause.code) : cause.name;
}
