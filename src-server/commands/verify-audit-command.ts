import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { verifyExport } from '../audit/audit-export.ts';
import type { AuditFault, AuditVerdict, KnownHead } from '../audit/chain-check.ts';
import { verifyAudit } from '../audit/verify-audit.ts';
import { isPostgresUrl } from '../db/database-location.ts';
import { openReadOnly } from '../db/open-database.ts';
import { keptHeads } from './kept-heads.ts';
import { readOptions } from './read-options.ts';
import { UsageError } from './usage-error.ts';

const SQLITE_MAGIC = 'SQLite format 3\0';
const WORDS: Readonly<Record<AuditFault, string>> = {
  missing: 'missing',
  changed: 'changed',
  notLinked: 'notLinked',
  surplus: 'surplus',
  forked: 'forked: the chain is whole up to here, and it is not the one that was signed',
};

/**
 * `verify-audit [FILE|URL] [--head SEQ:HASH] [--heads FILE] [--keys FILE] [--from SEQ]`: exit code 0 when the chain holds, 1 when it does
 * not. FILE: a SQLite database or an exported .jsonl; neither: what `settings` says, so that no password has to be on
 * a command line. Reads, and writes nothing; an export is checked offline.
 */
export async function runVerifyAudit(args: readonly string[], print: (line: string) => void, settings: () => string = noSettings): Promise<number> {
  const { values, positionals } = readOptions(args, { head: 'string', heads: 'string', keys: 'string', from: 'string' });
  if (positionals.length > 1) throw new UsageError('verify-audit takes one FILE or postgres:// address, or none');
  const location = positionals[0] ?? settings();
  if (!isPostgresUrl(location) && !existsSync(location)) throw new UsageError(`${location} does not exist`);
  const heads = [...(values.head === undefined ? [] : [parseHead(values.head)]), ...(await keptHeads(values.heads, values.keys))];
  const isExport = !isPostgresUrl(location) && !isSqlite(location);
  if (values.from !== undefined && !isExport) throw new UsageError('--from is for an exported file that does not begin with row 1');
  const verdict = isExport ? await verifyExport(location, { heads, ...(values.from === undefined ? {} : { from: parseSeq(values.from) }) }) : await verifyDatabase(location, heads);
  print(tell(verdict, { from: Number(values.from ?? 1), signed: values.heads === undefined ? null : values.keys !== undefined }));
  return verdict.ok ? 0 : 1;
}

function noSettings(): never {
  throw new UsageError('verify-audit takes one FILE or postgres:// address');
}

async function verifyDatabase(location: string, heads: readonly KnownHead[]): Promise<AuditVerdict> {
  const db = openReadOnly(location);
  try {
    return await verifyAudit(db, heads);
  } finally {
    await db.destroy();
  }
}

/** @param options.signed whether the signatures of a file of heads were looked at; null: there was none. */
function tell(verdict: AuditVerdict, { from, signed }: { readonly from: number; readonly signed: boolean | null }): string {
  if (verdict.ok) {
    const heads = signed === null ? '' : `, ${verdict.headsHeld} heads hold${signed ? ', signed' : ' (signatures not checked: --keys)'}`;
    return `ok: ${verdict.rows} rows, head ${from + verdict.rows - 1}:${verdict.head}${heads}`;
  }
  if (verdict.missing !== undefined && verdict.missing > 1) return `bad: rows ${verdict.seq} to ${verdict.seq + verdict.missing - 1} missing, ${verdict.missing} rows`;
  return `bad: row ${verdict.seq} ${WORDS[verdict.reason]}`;
}

function isSqlite(file: string): boolean {
  const descriptor = openSync(file, 'r');
  try {
    const start = Buffer.alloc(SQLITE_MAGIC.length);
    if (readSync(descriptor, start, 0, start.length, 0) === 0) throw new UsageError(`${file} is empty`);
    return start.toString('latin1') === SQLITE_MAGIC;
  } finally {
    closeSync(descriptor);
  }
}

/** @throws UsageError */
export function parseSeq(text: string): number {
  if (!/^[1-9]\d{0,14}$/u.test(text)) throw new UsageError('--from takes the number of a row');
  return Number(text);
}

function parseHead(text: string): KnownHead {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/u.exec(text);
  if (match === null) throw new UsageError('--head takes SEQ:HASH, as verify-audit prints it');
  return { seq: Number(match[1]), hash: match[2] ?? '' };
}
