import { existsSync } from 'node:fs';
import { verifyAudit } from '../audit/verify-audit.ts';
import { isPostgresUrl } from '../db/database-location.ts';
import { openReadOnly } from '../db/open-database.ts';
import { readOptions } from './read-options.ts';
import { UsageError } from './usage-error.ts';

/** `verify-audit FILE|URL [--head SEQ:HASH]`: exit code 0 when the chain holds, 1 when it does not. Reads, and writes nothing. */
export async function runVerifyAudit(args: readonly string[], print: (line: string) => void): Promise<number> {
  const { values, positionals } = readOptions(args, { head: 'string' });
  const location = positionals[0];
  if (location === undefined || positionals.length > 1) throw new UsageError('verify-audit takes one FILE or postgres:// address');
  if (!isPostgresUrl(location) && !existsSync(location)) throw new UsageError(`${location} does not exist`);
  const head = values.head === undefined ? undefined : parseHead(values.head);
  const db = openReadOnly(location);
  try {
    const verdict = await verifyAudit(db, head);
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
