import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import type { Kysely } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendAudit } from '../../../src-server/audit/append-audit.ts';
import { canonicalJson } from '../../../src-server/audit/canonical-json.ts';
import { auditHash } from '../../../src-server/audit/audit-row.ts';
import { verifyAudit } from '../../../src-server/audit/verify-audit.ts';
import { openDatabase } from '../../../src-server/db/open-database.ts';
import type { Database } from '../../../src-server/db/schema.ts';
import { runVerifyAudit } from '../../../src-server/commands/verify-audit-command.ts';

const ROWS = 6;
let dir: string;
let file: string;
let db: Kysely<Database>;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'clavis-audit-'));
  file = join(dir, 'authority.sqlite');
  db = await openDatabase(file, 1);
  for (let i = 1; i <= ROWS; i++) {
    await db.transaction().execute((trx) => appendAudit(trx, { at: 1_000 + i, event: 'link.requested', subject: `serial-${i}`, details: { known: i % 2 === 0, note: 'é' } }));
  }
});
afterEach(async () => {
  await db.destroy();
  rmSync(dir, { recursive: true });
});

/** What someone with the file in hand does: past the triggers. */
function tamper(sql: string): void {
  const raw = new SqliteDatabase(file);
  raw.exec('drop trigger audit_no_update; drop trigger audit_no_delete;');
  raw.exec(sql);
  raw.close();
}

describe('the audit chain', () => {
  it('holds as written', async () => {
    expect(await verifyAudit(db)).toMatchObject({ ok: true, rows: ROWS });
  });

  it('takes no change and no deletion from the program itself', async () => {
    await expect(db.updateTable('audit').set({ at: 0 }).execute()).rejects.toThrow('append-only');
    await expect(db.deleteFrom('audit').execute()).rejects.toThrow('append-only');
  });

  it.each([
    ['at', 'at = at + 1'],
    ['event', "event = 'answers.accepted'"],
    ['subject', "subject = 'serial-9'"],
    ['details', `details = replace(details, 'true', 'false') || ' '`],
    ['previous hash', `prev_hash = '${'1'.repeat(64)}'`],
    ['own hash', `hash = '${'1'.repeat(64)}'`],
  ])('names the row whose %s was changed', async (_, change) => {
    tamper(`update audit set ${change} where seq = 4`);
    expect(await verifyAudit(db)).toEqual({ ok: false, seq: 4, reason: 'changed' });
  });

  it('names the row that was deleted', async () => {
    tamper('delete from audit where seq = 3');
    expect(await verifyAudit(db)).toEqual({ ok: false, seq: 3, reason: 'missing' });
  });

  it('names the first of two rows that changed places', async () => {
    tamper('update audit set seq = 100 where seq = 2; update audit set seq = 2 where seq = 5; update audit set seq = 5 where seq = 100');
    expect(await verifyAudit(db)).toEqual({ ok: false, seq: 2, reason: 'changed' });
  });

  it('names the row after a forged one that was hashed anew', async () => {
    const raw = await db.selectFrom('audit').selectAll().where('seq', '=', 3).executeTakeFirstOrThrow();
    tamper(`update audit set subject = 'forged', hash = '${auditHash({ ...raw, subject: 'forged' })}' where seq = 3`);
    expect(await verifyAudit(db)).toEqual({ ok: false, seq: 4, reason: 'notLinked' });
  });

  it('cut at the tail is shown by a head kept elsewhere, and only by it', async () => {
    const whole = await verifyAudit(db);
    const head = { seq: ROWS, hash: whole.ok ? whole.head : '' };
    tamper(`delete from audit where seq > ${ROWS - 2}`);
    expect(await verifyAudit(db)).toMatchObject({ ok: true, rows: ROWS - 2 });
    expect(await verifyAudit(db, [head])).toEqual({ ok: false, seq: ROWS - 1, reason: 'missing', missing: 2 });
  });

  it('is checked by the command, which names the row and fails', async () => {
    const lines: string[] = [];
    expect(await runVerifyAudit([file], (line) => lines.push(line))).toBe(0);
    const head = /head (\d+:[0-9a-f]{64})$/u.exec(lines[0] ?? '')?.[1] ?? '';
    expect(await runVerifyAudit([file, '--head', head], (line) => lines.push(line))).toBe(0);
    tamper('delete from audit where seq = 6');
    expect(await runVerifyAudit([file, '--head', head], (line) => lines.push(line))).toBe(1);
    expect(lines.at(-1)).toBe('bad: row 6 missing');
  });
});

describe('canonical JSON', () => {
  it('is RFC 8785, section 3.2.2 and 3.2.3', () => {
    const sample = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(sample)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    const names = { '\u20ac': 'Euro Sign', '\r': 'Carriage Return', '\ufb33': 'Hebrew Letter Dalet With Dagesh', '1': 'One', '\u{1F600}': 'Emoji', '\u0080': 'Control', '\u00f6': 'Latin' };
    const order = [...canonicalJson(names).matchAll(/:"([^"]+)"/gu)].map((match) => match[1]);
    expect(order).toEqual(['Carriage Return', 'One', 'Control', 'Latin', 'Euro Sign', 'Emoji', 'Hebrew Letter Dalet With Dagesh']);
  });

  it('refuses what I-JSON cannot say', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, '\ud800', { '\udc00': 1 }, undefined, () => 1, 1n]) expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});
