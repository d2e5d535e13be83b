import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { Kysely } from 'kysely';
import { migrate } from './migrate.ts';
import type { Database } from './schema.ts';
import { sqliteDialect } from './sqlite-dialect.ts';

/**
 * Opens the authority's database, at its newest schema.
 * @param file path of the SQLite file; made with mode 0600 where there is none (its WAL takes the same mode).
 */
export async function openDatabase(file: string, now: number): Promise<Kysely<Database>> {
  if (!existsSync(file)) writeFileSync(file, '', { mode: 0o600 });
  chmodSync(file, 0o600);
  const db = new Kysely<Database>({ dialect: sqliteDialect(file) });
  try {
    await migrate(db, now);
  } catch (cause) {
    await db.destroy();
    throw cause;
  }
  return db;
}
