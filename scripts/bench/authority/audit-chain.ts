import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { sql, type Kysely } from 'kysely';
import { appendAudit } from '../../../src-server/audit/append-audit.ts';
import { auditHash } from '../../../src-server/audit/audit-row.ts';
import { canonicalJson } from '../../../src-server/audit/canonical-json.ts';
import { readAuditPages } from '../../../src-server/audit/read-audit-pages.ts';
import { verifyAudit } from '../../../src-server/audit/verify-audit.ts';
import { openDatabase } from '../../../src-server/db/open-database.ts';
import type { Database } from '../../../src-server/db/schema.ts';
import type { AuditTable } from '../../../src-server/db/tables/operations.ts';
import { startPostgres } from '../../../tests/support/postgres-server.ts';
import { inTurn, ratioLine, rounded, timed, type BenchLine } from '../in-turn.ts';

/** Entries of an engine in all; `--full` is what BENCHMARKS asks for. */
const ENTRIES = process.argv.includes('--full') ? 1_000_000 : 100_000;
/** Entries of one transaction, on both sides, so that the disk's part does not hide ours. */
const BATCH = 100;
const TURNS = 5;

const detailsOf = (index: number) => ({ by: '0b9ad3e1-58d2-4a3f-9a06-6f6a4f1f0a11', number: 550_000 + index, state: 'submitted', product: 'sceau-personne-cle' });

/** B10: rows of the audit appended by the program's own function, beside bare inserts of such rows; the chain verified, beside SHA-256 of the same bytes. */
export async function auditChain(): Promise<readonly BenchLine[]> {
  const folder = mkdtempSync(join(tmpdir(), 'clavis-bench-audit-'));
  const postgres = await startPostgres();
  try {
    await postgres.admin('create database clavis');
    return [...(await onEngine('sqlite', join(folder, 'authority.sqlite'), folder)), ...(await onEngine('postgres', postgres.url('clavis'), folder))];
  } finally {
    await postgres.close();
    rmSync(folder, { recursive: true });
  }
}

async function onEngine(engine: string, location: string, folder: string): Promise<readonly BenchLine[]> {
  const db = await openDatabase(location, Date.now());
  try {
    await sql`create table bare (seq bigint primary key, at bigint not null, event text not null, subject text not null, details text not null, prev_hash text not null, hash text not null)`.execute(db);
    await sql`create index bare_subject on bare (subject, seq)`.execute(db);
    const perTurn = ENTRIES / TURNS;
    let ours = 0;
    let bare = 0;
    const append = (): Promise<number> => timed(async () => {
      for (let done = 0; done < perTurn; done += BATCH) await db.transaction().execute(async (trx) => {
        for (let i = 0; i < BATCH; i++) await appendAudit(trx, { at: Date.now(), event: 'request.submitted', subject: '7d6ee7c7-5d38-4a4b-bb53-3b0d8c0f8a55', details: detailsOf(ours++) });
      });
    });
    const insert = (): Promise<number> => timed(async () => {
      for (let done = 0; done < perTurn; done += BATCH) await db.transaction().execute(async (trx) => {
        for (let i = 0; i < BATCH; i++) await insertBare(trx, ++bare);
      });
    });
    const appended = await inTurn(TURNS, append, insert);
    const micros = (ms: number): number => (ms * 1000) / perTurn;

    const file = join(folder, `${engine}.jsonl`);
    const bytes = await bytesOf(db, file);
    const verified = await inTurn(
      3,
      () => timed(async () => requireWhole(await verifyAudit(db))),
      () => timed(() => readAndHash(db)),
    );
    const hashed = await inTurn(3, () => hashOfRows(db), () => timed(() => hashOfFile(file)));
    const summed = await timed(() => sha256sum(file));
    const rate = (ms: number): number => rounded(bytes / 1000 / ms);
    const workload = `${engine}, ${ENTRIES} entries`;
    const verify = (id: string, peer: string, theirs: number, mine: number, atLeast: number): BenchLine => {
      const ratio = theirs / mine;
      return { id, workload: `${workload}, the whole chain verified`, peer, ours: rate(mine), theirs: rate(theirs), unit: 'MB/s', ratio: rounded(ratio), target: `>= ${atLeast}`, met: ratio >= atLeast };
    };
    return [
      ratioLine({ id: 'B10-append', workload: `${workload}, ${BATCH} a transaction`, peer: 'the same rows inserted into a table of the same columns and index', ours: micros(appended.ours), theirs: micros(appended.theirs), unit: 'us/entry' }, 2),
      verify('B10-verify', 'the same rows read, and SHA-256 of their bytes without a chain', verified.theirs, verified.ours, 0.3),
      verify('B10-verify-cpu', 'node:crypto SHA-256 of the same bytes in a file; reading rows is taken out of ours', hashed.theirs, hashed.ours, 0.3),
      verify('B10-verify-sha256sum', 'sha256sum of the same bytes in a file; reading rows is taken out of ours', summed, hashed.ours, 0.3),
    ];
  } finally {
    await db.destroy();
  }
}

async function insertBare(db: Kysely<Database>, seq: number): Promise<void> {
  const text = '0'.repeat(64);
  await sql`insert into bare (seq, at, event, subject, details, prev_hash, hash) values (${seq}, ${Date.now()}, 'request.submitted', '7d6ee7c7-5d38-4a4b-bb53-3b0d8c0f8a55', ${canonicalJson(detailsOf(seq))}, ${text}, ${text})`.execute(db);
}

const bytesOfRow = ({ seq, at, event, subject, details, prev_hash: prev }: AuditTable): string => canonicalJson({ seq, at, event, subject, details, prev });

/** Writes what is hashed to a file. @returns how many bytes */
async function bytesOf(db: Kysely<Database>, file: string): Promise<number> {
  const lines: string[] = [];
  await readAuditPages(db, null, (rows) => {
    lines.push(...rows.map(bytesOfRow));
    return null;
  });
  const content = Buffer.from(lines.join(''), 'utf8');
  writeFileSync(file, content);
  return content.length;
}

async function readAndHash(db: Kysely<Database>): Promise<void> {
  const hash = createHash('sha256');
  await readAuditPages(db, null, (rows) => {
    for (const row of rows) hash.update(JSON.stringify(row));
    return null;
  });
  hash.digest();
}

/** What a verification computes for rows that are in memory. @returns milliseconds of that alone */
async function hashOfRows(db: Kysely<Database>): Promise<number> {
  let spent = 0;
  await readAuditPages(db, null, (rows) => {
    const start = performance.now();
    for (const row of rows) if (auditHash(row) !== row.hash) throw new Error(`B10: row ${row.seq} is not its hash`);
    spent += performance.now() - start;
    return null;
  });
  return spent;
}

async function hashOfFile(file: string): Promise<void> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  hash.digest();
}

async function sha256sum(file: string): Promise<void> {
  const child = spawn('sha256sum', [file], { stdio: 'ignore' });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error('B10: sha256sum failed');
}

function requireWhole(verdict: Awaited<ReturnType<typeof verifyAudit>>): void {
  if (!verdict.ok || verdict.rows < ENTRIES) throw new Error(`B10: the chain does not hold: ${JSON.stringify(verdict)}`);
}
