import { createReadStream } from 'node:fs';
import { z } from 'zod';
import type { AuditTable } from '../db/tables/operations.ts';
import { canonicalJson } from './canonical-json.ts';
import { ChainCheck, type AuditVerdict, type KnownHead } from './chain-check.ts';

const exportedRow = z.strictObject({
  seq: z.number(),
  at: z.number(),
  event: z.string(),
  subject: z.string(),
  details: z.string(),
  prev_hash: z.string(),
  hash: z.string(),
});

const NEWLINE = 0x0a;
/** Longest line of an export: a row tells of one act. */
const LINE_MAX = 1024 * 1024;

/** One row as a line of an export: canonical JSON (RFC 8785), so that each byte of it counts. */
export function exportLine(row: AuditTable): string {
  return `${canonicalJson(row)}\n`;
}

/** Checks an exported file by itself. @param options.from number of its first row. */
export async function verifyExport(file: string, options: { readonly from?: number; readonly heads?: readonly KnownHead[] }): Promise<AuditVerdict> {
  const check = new ChainCheck(options);
  for await (const line of linesOf(file)) {
    const row = line === null ? null : readLine(line);
    const verdict = row === null ? check.unreadable() : check.add(row);
    if (verdict !== null) return verdict;
  }
  return check.end();
}

function readLine(line: Buffer): AuditTable | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line);
    const row = exportedRow.safeParse(JSON.parse(text));
    return row.success && canonicalJson(row.data) === text ? row.data : null;
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof TypeError) return null;
    throw cause;
  }
}

/** By newlines alone: a row may hold any other separator of lines. Null: a line without an end, or longer than any row. */
async function* linesOf(file: string): AsyncGenerator<Buffer | null> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 })) {
    const bytes = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      yield bytes.subarray(start, end);
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (rest.length > LINE_MAX) return yield null;
  }
  if (rest.length > 0) yield null;
}
