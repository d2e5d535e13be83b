import { existsSync } from 'node:fs';
import SqliteDatabase from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { verifyAudit } from '../audit/verify-audit.ts';
import type { Database } from '../db/schema.ts';
import { readOptions } from './read-options.ts';
import { UsageError } from './usage-error.ts';

/** `verify-audit FILE [--head SEQ:HASH]`: exit code 0 when the chain holds, 1 when it does not. Opens the file read-only. */
export async function runVerifyAudit(args: readonly string[], print: (line: string) => void): Promise<number> {
  const { values, positionals } = readOptions(args, { head: 'string' });
  const file = positionals[0];
  if (file === undefined || positionals.length > 1) throw new UsageError('verify-audit takes one FILE');
  if (!existsSync(file)) throw new UsageError(`${file} does not exist`);
  const database = new SqliteDatabase(file, { readonly: true });
  const db = new Kysely<Database>({ dialect: new SqliteDialect({ database }) });
  try {
    const verdict = await verifyAudit(db, values.head === undefined ? undefined : parseHead(values.head));
    print(verdict.ok ? `ok: ${verdict.rows} rows, head ${verdict.rows}:${verdict.head}` : `bad: row ${verdict.seq} ${verdict.reason}`);
    return verdict.ok ? 0 : 1;
  } finally {
    await db.destroy();
  }
}

function parseHead(text: string): { seq: number; hash: string } {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/u.exec(text);
  if (match === null) throw new UsageError('--head takes SEQ:HASH, as verify-audit prints it');
  return { seq: Number(match[1]), hash: match[2] ?? '' };
}
