import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { dumpTables, type AuthorityFixture } from '../contract/authority-fixture.ts';
import { engineOfTests } from './test-database.ts';

/**
 * Everything that a running authority has written, in `folder`, for a search: its data directory and its log; on PostgreSQL
 * also the files of its database as they lie on the disk, rows of earlier states included, and its rows as text, since a
 * long value is compressed on the disk.
 * @returns what the files of the database are called
 */
export async function copyEvidence(authority: AuthorityFixture, folder: string): Promise<RegExp> {
  cpSync(authority.dir, join(folder, 'data'), { recursive: true });
  writeFileSync(join(folder, 'log'), authority.logs.join('\n'));
  if (engineOfTests() === 'sqlite') return /^authority\.sqlite/u;
  const { db } = authority.authority.deps;
  await sql`checkpoint`.execute(db);
  const { rows } = await sql<{ path: string }>`select current_setting('data_directory') || '/base/' || oid as path from pg_database where datname = current_database()`.execute(db);
  mkdirSync(join(folder, 'database'));
  for (const { path } of rows) cpSync(path, join(folder, 'database'), { recursive: true });
  writeFileSync(join(folder, 'rows'), (await dumpTables(authority)).join('\n'));
  return /^\d+$/u;
}
