import { randomUUID } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendAudit } from '../../src-server/audit/append-audit.ts';
import { readAuditHead } from '../../src-server/audit/audit-head.ts';
import { verifyAudit } from '../../src-server/audit/verify-audit.ts';
import { openDatabase } from '../../src-server/db/open-database.ts';
import { exactNumber } from '../../src-server/db/postgres-dialect.ts';
import type { Database } from '../../src-server/db/schema.ts';
import { databaseLocation } from '../../src-server/open-stores.ts';
import { moveToNextKey } from '../../src-server/repositories/admin-keys.ts';
import { findDossierBySerial, getDossier, insertCertificates, spendTry } from '../../src-server/repositories/dossiers.ts';
import { claimOutbox, insertOutbox, markFailed, markSent } from '../../src-server/repositories/outbox.ts';
import type { Trx } from '../../src-server/repositories/queryable.ts';
import { getSession, insertSession, moveSession } from '../../src-server/repositories/sessions.ts';
import { findTicketByCodeHash, insertTicket, takeTicket } from '../../src-server/repositories/tickets.ts';
import { engineOfTests } from '../support/test-database.ts';
import { AuthorityFixture, dumpTables } from './authority-fixture.ts';

/**
 * What repositories promise to use-cases when many call at once, on both engines, by two programs on one database: `db` is
 * the running authority's, `other` another's.
 */
const LEASE = 60_000;
let authority: AuthorityFixture;
let db: Kysely<Database>;
let other: Kysely<Database>;
let dossierId: string;
let now: number;

beforeEach(async () => {
  authority = await AuthorityFixture.open();
  ({ db } = authority.authority.deps);
  other = await openDatabase(databaseLocation(authority.location), 1);
  dossierId = (await findDossierBySerial(db, authority.person().serial))?.id ?? '';
  ({ now } = authority);
});
afterEach(async () => {
  await other.destroy();
  await authority.close();
});

/** Both in turn. SQLite waits for a lock without letting go of its thread, so there one program calls many times at once. */
const program = (i: number): Kysely<Database> => (i % 2 === 0 || engineOfTests() === 'sqlite' ? db : other);

/** `count` transactions at once, by both programs in turn. */
const atOnce = <T>(count: number, work: (trx: Trx, i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => program(i).transaction().execute((trx) => work(trx, i))));

const settled = async (all: ReadonlyArray<Promise<unknown>>): Promise<number> => (await Promise.allSettled(all)).filter(({ status }) => status === 'fulfilled').length;

async function ticket(): Promise<string> {
  const id = randomUUID();
  await db.transaction().execute((trx) => insertTicket(trx, { id, dossier_id: dossierId, code_hash: id, opened_by: null, language: 'fr', created_at: now, expires_at: now + 1_000 }));
  return id;
}

const session = (ticketId: string) => ({
  id: randomUUID(),
  ticket_id: ticketId,
  dossier_id: dossierId,
  serial: authority.person().serial,
  profile: 'ias-ecc' as const,
  key_number: 1,
  token_hash: '',
  opened_at: now,
  expires_at: now + 1_000,
});

describe('of fifty at once', () => {
  it('one takes the link, whoever asks', async () => {
    const id = await ticket();
    const taken = await atOnce(50, async (trx, i) => takeTicket(trx, id, { keyHash: String(i), bodyHash: '', now }));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect((await findTicketByCodeHash(db, id))?.open_key_hash).toBe(String(taken.indexOf(true)));
  });

  it('one takes it outside a transaction, too: the statement alone decides', async () => {
    const id = await ticket();
    const taken = await Promise.all(Array.from({ length: 50 }, (_, i) => takeTicket(program(i) as Trx, id, { keyHash: '', bodyHash: '', now })));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it('one opens the session of a token: the database refuses the others', async () => {
    const tickets = await Promise.all(Array.from({ length: 12 }, ticket));
    expect(await settled(tickets.map((id, i) => program(i).transaction().execute((trx) => insertSession(trx, session(id)))))).toBe(1);
  });

  it('one moves a session out of its state', async () => {
    const one = session(await ticket());
    await db.transaction().execute((trx) => insertSession(trx, one));
    expect(await settled(Array.from({ length: 50 }, (_, i) => program(i).transaction().execute((trx) => moveSession(trx, one.id, 'opened', 'answered'))))).toBe(1);
    expect((await getSession(other, one.id)).state).toBe('answered');
  });

  it('one spends the try that all of them saw', async () => {
    expect((await atOnce(50, (trx) => spendTry(trx, dossierId, 3, now))).filter(Boolean)).toHaveLength(1);
    expect((await getDossier(db, dossierId)).tries_left).toBe(2);
  });

  it('three spend the tries there are, each seeing what is left; the last locks', async () => {
    const spent = await atOnce(50, async (trx) => {
      const { tries_left: left } = await getDossier(trx, dossierId);
      return left > 0 && (await spendTry(trx, dossierId, left, now));
    });
    expect(spent.filter(Boolean)).toHaveLength(3);
    expect(await getDossier(db, dossierId)).toMatchObject({ tries_left: 0, locked_at: now });
  });

  it('one makes a key the next one', async () => {
    expect((await atOnce(50, (trx) => moveToNextKey(trx, dossierId, 1))).filter(Boolean)).toHaveLength(1);
  });

  it('a certificate is registered once, and counted once', async () => {
    const counts = await atOnce(50, (trx) => insertCertificates(trx, dossierId, ['ab'.repeat(32)]));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
  });

  it('each adds its row to the audit: no gap, no fork', async () => {
    const before = await readAuditHead(db);
    await atOnce(50, (trx, i) => appendAudit(trx, { at: now, event: 'link.requested', subject: `serial-${i}`, details: { i } }));
    expect((await readAuditHead(other)).seq).toBe(before.seq + 50);
    expect(await verifyAudit(other)).toMatchObject({ ok: true, rows: before.seq + 50 });
  });

  it('each mail goes to one dispatcher', async () => {
    await db.transaction().execute(async (trx) => {
      for (let i = 0; i < 30; i++) await insertOutbox(trx, { id: `mail-${i}`, kind: 'unblockLink', created_at: now, expires_at: null, payload: 'x' });
    });
    const seen: string[] = [];
    const dispatcher = async (own: Kysely<Database>): Promise<void> => {
      for (;;) {
        const row = await claimOutbox(own, now, LEASE);
        if (row === null) return;
        if (row === 'taken') continue;
        seen.push(row.id);
        await markSent(own, row.id, now);
      }
    };
    await Promise.all([0, 1, 2, 3, 4, 5].map((i) => dispatcher(program(i))));
    expect(seen.toSorted()).toEqual(Array.from({ length: 30 }, (_, i) => `mail-${i}`).toSorted());
  });
});

describe('a lease', () => {
  it('runs out to the millisecond, and whoever held it changes nothing any more', async () => {
    await db.transaction().execute((trx) => insertOutbox(trx, { id: 'mail', kind: 'unblockLink', created_at: now, expires_at: null, payload: 'x' }));
    const first = await claimOutbox(db, now, LEASE);
    expect(await claimOutbox(other, now + LEASE - 1, LEASE)).toBe(null);
    const second = await claimOutbox(other, now + LEASE, LEASE);
    if (first === null || first === 'taken' || second === null || second === 'taken') throw new Error('not claimed');
    expect(second.leased_until).toBe(now + 2 * LEASE);
    await markFailed(db, first, 7, now);
    expect(await db.selectFrom('outbox').select(['failures', 'leased_until']).executeTakeFirst()).toEqual({ failures: 0, leased_until: now + 2 * LEASE });
    await markFailed(other, second, 1, now + LEASE + 5);
    expect(await claimOutbox(db, now + LEASE + 4, LEASE)).toBe(null);
    expect(await claimOutbox(db, now + LEASE + 5, LEASE)).toMatchObject({ id: 'mail', failures: 1 });
  });
});

describe('a transaction', () => {
  it('that writes reads nothing that another changes before it writes', async () => {
    await atOnce(40, async (trx) => {
      const { position } = await trx.selectFrom('questions').select('position').where('dossier_id', '=', dossierId).orderBy('id').limit(1).executeTakeFirstOrThrow();
      await trx.updateTable('questions').set({ position: position + 100 }).where('dossier_id', '=', dossierId).where('position', '=', position).execute();
    });
    const positions = await db.selectFrom('questions').select('position').where('dossier_id', '=', dossierId).execute();
    expect(positions.map(({ position }) => position).reduce((a, b) => Math.max(a, b))).toBeGreaterThanOrEqual(4_000);
  });

  it('that reads sees one moment, and takes no turn from a writer', async () => {
    const before = await readAuditHead(db);
    await other.transaction().setAccessMode('read only').execute(async (trx) => {
      expect(await readAuditHead(trx)).toEqual(before);
      await db.transaction().execute((writer) => appendAudit(writer, { at: now, event: 'link.requested', subject: 's', details: {} }));
      expect(await readAuditHead(trx)).toEqual(before);
    });
    expect((await readAuditHead(other)).seq).toBe(before.seq + 1);
  });

  it('that writes keeps no reader waiting, who sees nothing of it', async () => {
    const before = await dumpTables(authority);
    await other.transaction().execute(async (trx) => {
      await spendTry(trx, dossierId, 3, now);
      await appendAudit(trx, { at: now, event: 'answers.refused', subject: 's', details: {} });
      expect(await dumpTables(authority)).toEqual(before);
    });
    expect(await dumpTables(authority)).not.toEqual(before);
  });

  it('that fails leaves nothing, and its connection to the next', async () => {
    const before = await dumpTables(authority);
    for (let i = 0; i < 25; i++) {
      const failing = db.transaction().execute(async (trx) => {
        await spendTry(trx, dossierId, 3, now);
        // Refused by the database itself: on PostgreSQL nothing but a rollback is possible after that.
        await trx.insertInto('certificates').values({ sha256: 'x', dossier_id: 'nobody' }).execute();
      });
      await expect(failing).rejects.toThrow();
    }
    expect(await dumpTables(authority)).toEqual(before);
    expect(await db.transaction().execute((trx) => spendTry(trx, dossierId, 3, now))).toBe(true);
  });
});

describe('the audit table', () => {
  it.each(['update audit set subject = subject', 'delete from audit', ...(engineOfTests() === 'postgres' ? ['truncate audit'] : [])])('refuses %s', async (statement) => {
    await expect(sql.raw(statement).execute(db)).rejects.toThrow('append-only');
  });
});

describe('a number', () => {
  it('of 64 bits is read exactly, or not at all', async () => {
    const row = { id: 'r', bucket: 's', at: Number.MAX_SAFE_INTEGER };
    await db.insertInto('rate_events').values(row).execute();
    expect(await other.selectFrom('rate_events').selectAll().execute()).toEqual([row]);
    for (const text of ['9007199254740993', '1.5', 'NaN']) expect(() => exactNumber(text)).toThrow(RangeError);
    expect(exactNumber('-42')).toBe(-42);
    if (engineOfTests() === 'sqlite') return;
    await sql`update rate_events set at = 9007199254740993`.execute(db);
    await expect(other.selectFrom('rate_events').selectAll().execute()).rejects.toThrow(RangeError);
    expect(await other.selectFrom('rate_events').select('id').execute()).toEqual([{ id: 'r' }]);
  });
});
