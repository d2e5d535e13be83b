import { isUtf8 } from 'node:buffer';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAudit } from '../../src-server/audit/append-audit.ts';
import { exportLine, verifyExport } from '../../src-server/audit/audit-export.ts';
import type { AuditVerdict, KnownHead } from '../../src-server/audit/chain-check.ts';
import { verifyAudit } from '../../src-server/audit/verify-audit.ts';
import type { AuditTable } from '../../src-server/db/tables/operations.ts';
import { engineOfTests } from '../support/test-database.ts';
import { disarmAudit, restoreAudit } from '../support/tamper-audit.ts';
import { AuthorityFixture } from './authority-fixture.ts';

const ROWS = 12;
const RUNS = 300;
const TEXTS = ['event', 'subject', 'details', 'prev_hash', 'hash'] as const;
let authority: AuthorityFixture;
let rows: readonly AuditTable[];
let heads: readonly KnownHead[];
let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'clavis-tamper-'));
  authority = await AuthorityFixture.open();
  const { db } = authority.authority.deps;
  await disarmAudit(db);
  await db.deleteFrom('audit').execute();
  for (let i = 1; i <= ROWS; i++) {
    await db.transaction().execute((trx) => appendAudit(trx, { at: 1_700_000_000_000 + i, event: 'link.requested', subject: `8025000${i} é\u2028`, details: { known: i % 2 === 0, note: 'é \u2028 "quoted"', nested: { i } } }));
  }
  rows = await db.selectFrom('audit').selectAll().orderBy('seq').execute();
  heads = [4, ROWS].map((seq) => ({ seq, hash: rows[seq - 1]?.hash ?? '' }));
});
afterAll(async () => {
  await authority.close();
  rmSync(dir, { recursive: true });
});

/** Runs `change` on the chain, judges, puts all back. */
async function judged(change: () => Promise<unknown>): Promise<AuditVerdict> {
  const { db } = authority.authority.deps;
  try {
    await change();
    return await verifyAudit(db, heads);
  } finally {
    await restoreAudit(db, rows);
  }
}

const seqs = fc.integer({ min: 1, max: ROWS });
const report = { numRuns: RUNS, seed: Number(process.env['CLAVIS_SEED'] ?? Date.now() % 0x7fff_ffff) };
console.log(`audit-tamper: CLAVIS_SEED=${report.seed}`);

describe('a database somebody wrote into', () => {
  it('any character of any text of any row changed names the row', async () => {
    await fc.assert(
      fc.asyncProperty(seqs, fc.constantFrom(...TEXTS), fc.nat(), fc.string({ unit: 'binary', minLength: 0, maxLength: 2 }), async (seq, column, at, other) => {
        const before = Array.from(rows[seq - 1]?.[column] ?? '');
        const index = at % before.length;
        fc.pre(before[index] !== other && !other.includes('\0'));
        const after = before.with(index, other).join('');
        const verdict = await judged(() => authority.authority.deps.db.updateTable('audit').set({ [column]: after }).where('seq', '=', seq).execute());
        expect(verdict).toMatchObject({ ok: false, seq, reason: 'changed' });
      }),
      report,
    );
  });

  it('any bit of the stored bytes of any text, of the type too where the engine lets one, names the row', async () => {
    const sqlite = engineOfTests() === 'sqlite';
    await fc.assert(
      fc.asyncProperty(seqs, fc.constantFrom(...TEXTS), fc.nat(), fc.integer({ min: 0, max: 7 }), fc.constantFrom('text', 'blob'), async (seq, column, at, bit, type) => {
        const bytes = Buffer.from(rows[seq - 1]?.[column] ?? '', 'utf8');
        const index = at % bytes.length;
        bytes.writeUInt8(bytes.readUInt8(index) ^ (1 << bit), index);
        // PostgreSQL keeps nothing in a text but UTF-8 without NUL, whatever is asked of it.
        fc.pre(sqlite || (isUtf8(bytes) && !bytes.includes(0)));
        const value = sqlite ? sql`cast(${bytes} as ${sql.raw(type)})` : sql`${bytes.toString('utf8')}`;
        const verdict = await judged(() => sql`update audit set ${sql.ref(column)} = ${value} where seq = ${seq}`.execute(authority.authority.deps.db));
        expect(verdict).toMatchObject({ ok: false, seq, reason: 'changed' });
      }),
      report,
    );
  });

  it('any other time names the row; any other number names where it is missing, or itself', async () => {
    await fc.assert(
      fc.asyncProperty(seqs, fc.integer({ min: 0, max: 40 }), fc.integer({ min: -50, max: 50 }), async (seq, bit, move) => {
        const { db } = authority.authority.deps;
        const at = (rows[seq - 1]?.at ?? 0) + 2 ** bit;
        expect(await judged(() => db.updateTable('audit').set({ at }).where('seq', '=', seq).execute())).toMatchObject({ ok: false, seq, reason: 'changed' });
        const moved = seq + move;
        fc.pre(moved < 1 || moved > ROWS);
        const verdict = await judged(() => db.updateTable('audit').set({ seq: moved }).where('seq', '=', seq).execute());
        expect(verdict).toMatchObject(moved < 1 ? { ok: false, seq: moved, reason: 'surplus' } : { ok: false, seq, reason: 'missing' });
      }),
      report,
    );
  });

  it('rows deleted, cut at the tail or swapped name the first of them', async () => {
    await fc.assert(
      fc.asyncProperty(seqs, seqs, fc.constantFrom('delete', 'cut', 'swap'), async (a, b, how) => {
        const { db } = authority.authority.deps;
        const [first, second] = [Math.min(a, b), Math.max(a, b)];
        if (how === 'cut') {
          const verdict = await judged(() => db.deleteFrom('audit').where('seq', '>=', first).execute());
          expect(verdict).toEqual({ ok: false, seq: first, reason: 'missing', missing: ROWS - first + 1 });
        } else if (how === 'delete') {
          const verdict = await judged(() => db.deleteFrom('audit').where('seq', '>=', first).where('seq', '<=', second).execute());
          expect(verdict).toMatchObject({ ok: false, seq: first, reason: 'missing' });
        } else if (first !== second) {
          const verdict = await judged(async () => {
            for (const [from, to] of [[first, 100], [second, first], [100, second]] as const) await db.updateTable('audit').set({ seq: to }).where('seq', '=', from).execute();
          });
          expect(verdict).toMatchObject({ ok: false, seq: first, reason: 'changed' });
        }
      }),
      report,
    );
  });

  it('a row put in names itself, and a chain made anew from somewhere on is not the one that was signed', async () => {
    const { db } = authority.authority.deps;
    const [model] = rows;
    if (model === undefined) throw new Error('no rows');
    for (const seq of [0, -7]) expect(await judged(() => db.insertInto('audit').values({ ...model, seq }).execute())).toMatchObject({ ok: false, seq, reason: 'surplus' });
    expect(await judged(() => db.insertInto('audit').values({ ...model, seq: ROWS + 1 }).execute())).toMatchObject({ ok: false, seq: ROWS + 1, reason: 'changed' });
    const rewritten = await judged(async () => {
      await db.deleteFrom('audit').where('seq', '>=', 6).execute();
      for (let i = 6; i <= ROWS + 3; i++) await db.transaction().execute((trx) => appendAudit(trx, { at: 5, event: 'link.requested', subject: 'other', details: {} }));
    });
    expect(rewritten).toMatchObject({ ok: false, seq: ROWS, reason: 'forked' });
  });
});

describe('an export somebody wrote into', () => {
  const judgeFile = async (content: Uint8Array): Promise<AuditVerdict> => {
    const file = join(dir, 'audit.jsonl');
    writeFileSync(file, content);
    return verifyExport(file, { heads });
  };
  const whole = (): Buffer => Buffer.from(rows.map(exportLine).join(''));
  const lineOf = (content: Buffer, offset: number): number => content.subarray(0, offset).toString('latin1').split('\n').length;

  it('holds as written', async () => {
    expect(await judgeFile(whole())).toMatchObject({ ok: true, rows: ROWS, headsHeld: 2 });
  });

  it('any bit changed, anything put in or taken out names the row', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 0, max: 7 }), fc.constantFrom('flip', 'insert', 'remove', 'cut'), async (at, bit, how) => {
        const content = whole();
        const offset = at % content.length;
        const [before, after] = [content.subarray(0, offset), content.subarray(offset)];
        const line = lineOf(content, offset);
        let changed: Buffer;
        if (how === 'flip') {
          changed = Buffer.from(content);
          changed.writeUInt8(changed.readUInt8(offset) ^ (1 << bit), offset);
        } else if (how === 'insert') changed = Buffer.concat([before, Buffer.from([0x20 + bit]), after]);
        else if (how === 'remove') changed = Buffer.concat([before, after.subarray(1)]);
        else changed = before;
        const verdict = await judgeFile(changed);
        expect(verdict.ok).toBe(false);
        // A number that was made smaller names itself: it stands where it cannot.
        if (!verdict.ok && verdict.reason !== 'surplus') expect(verdict.seq).toBe(line);
      }),
      report,
    );
  });

  it('lines left out, doubled or swapped name the first of them', async () => {
    const lines = rows.map(exportLine);
    for (let i = 0; i < ROWS; i++) {
      expect(await judgeFile(Buffer.from(lines.toSpliced(i, 1).join('')))).toMatchObject({ ok: false, seq: i + 1, reason: 'missing' });
      expect(await judgeFile(Buffer.from(lines.toSpliced(i, 0, lines[i] ?? '').join('')))).toMatchObject({ ok: false, seq: i + 1, reason: 'surplus' });
    }
  });
});
