import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import SqliteDatabase from 'better-sqlite3';
import { CompiledQuery, Kysely } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { Semaphore } from '../../../src-server/hashing/semaphore.ts';
import { readConfig } from '../../../src-server/config.ts';
import { MIGRATIONS } from '../../../src-server/db/migrate.ts';
import { up as firstUnblock } from '../../../src-server/db/migrations/0001-first-unblock.ts';
import { up as auditAppendOnly } from '../../../src-server/db/migrations/0002-audit-append-only.ts';
import { sqliteDialect } from '../../../src-server/db/sqlite-dialect.ts';
import { withoutSync } from '../../../src-server/db/without-sync.ts';
import { openDatabase } from '../../../src-server/db/open-database.ts';
import { waitSeconds } from '../../../src-server/limits/rate-limit.ts';
import { LINKS_OF_TOKEN } from '../../../src-server/policy/unblock-limits.ts';
import { maskEmail } from '../../../src-server/domain/mask-email.ts';

describe('a masked address', () => {
  it.each([
    ['camille.durand@atelier-martin.fr', 'c•••••@atelier-martin.fr'],
    ['a@b.fr', 'a•••••@b.fr'],
    ['élodie@b.fr', 'é•••••@b.fr'],
    ['\u{1F511}x@b.fr', '\u{1F511}•••••@b.fr'],
    ['"a@b"@c.fr', '"•••••@c.fr'],
    ['@c.fr', '•••••@c.fr'],
  ])('%s is %s', (email, masked) => expect(maskEmail(email)).toBe(masked));
});

describe('the limits of links', () => {
  it('are none at first, a minute after one, a day after the oldest of five', () => {
    expect(waitSeconds(LINKS_OF_TOKEN, [], 1_000)).toBe(0);
    expect(waitSeconds(LINKS_OF_TOKEN, [1_000], 1_000)).toBe(60);
    expect(waitSeconds(LINKS_OF_TOKEN, [1_000], 60_999)).toBe(1);
    expect(waitSeconds(LINKS_OF_TOKEN, [1_000], 61_000)).toBe(0);
    expect(waitSeconds(LINKS_OF_TOKEN, [400_000, 300_000, 200_000, 100_000, 0], 500_000)).toBe(86_400 - 500);
    expect(waitSeconds(LINKS_OF_TOKEN, [400_000, 300_000, 200_000, 100_000], 500_000)).toBe(0);
  });
});

describe('the semaphore', () => {
  it('runs two, lets three wait in their order, and refuses the next', async () => {
    const semaphore = new Semaphore(2, 3);
    const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
    const started: number[] = [];
    const runs = gates.map((gate, i) =>
      semaphore.run(async () => {
        started.push(i);
        await gate.promise;
      }),
    );
    await expect(semaphore.run(async () => undefined)).rejects.toMatchObject({ code: 'tooManyRequests' });
    expect(started).toEqual([0, 1]);
    gates[1]?.resolve();
    await runs[1];
    await setImmediate();
    expect(started).toEqual([0, 1, 2]);
    for (const gate of gates) gate.resolve();
    await Promise.all(runs);
    expect(started).toEqual([0, 1, 2, 3, 4]);
    await expect(semaphore.run(async () => 'free again')).resolves.toBe('free again');
  });

  it('gives its place back when the work fails', async () => {
    const semaphore = new Semaphore(1, 0);
    await expect(semaphore.run(() => Promise.reject(new AppError('internal')))).rejects.toThrow('internal');
    await expect(semaphore.run(async () => 1)).resolves.toBe(1);
  });
});

describe('the configuration', () => {
  const TOKEN = 'x'.repeat(32);

  it('has a default for everything', () => {
    const config = readConfig({ XDG_DATA_HOME: '/data' });
    expect(config).toMatchObject({ host: '127.0.0.1', port: 0, dataDir: join('/data', 'clavis', 'authority'), embeddedToken: null, publicUrl: null, clockOffsetMs: 0 });
    expect(config.argon2).toEqual({ memoryKib: 65_536, timeCost: 3, parallelism: 1 });
  });

  it('shifts the clock only for whoever owns an embedded authority', () => {
    expect(() => readConfig({ CLAVIS_CLOCK_OFFSET_MS: '1000' })).toThrow('CLAVIS_EMBEDDED_TOKEN');
    expect(readConfig({ CLAVIS_CLOCK_OFFSET_MS: '1000', CLAVIS_EMBEDDED_TOKEN: TOKEN }).clockOffsetMs).toBe(1000);
  });

  it.each([
    ['PORT', '70000'],
    ['PORT', 'http'],
    ['CLAVIS_PUBLIC_URL', 'https://authority.example/path'],
    ['CLAVIS_PUBLIC_URL', 'authority.example'],
    ['CLAVIS_EMBEDDED_TOKEN', 'short'],
    ['CLAVIS_VAULT_PASSPHRASE', 'short'],
    ['CLAVIS_EXIT_WITH_PARENT', 'yes'],
  ])('names %s when it is %s, without repeating a secret', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(name);
    if (name.includes('TOKEN') || name.includes('PASSPHRASE')) expect(() => readConfig({ [name]: value })).not.toThrow(value);
  });
});

describe('the database', () => {
  let dir: string;
  let file: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'clavis-db-'));
    file = join(dir, 'authority.sqlite');
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('is private, durable, and strict about references', async () => {
    const db = await openDatabase(file, 1);
    const pragma = async (name: string): Promise<unknown> => (await db.executeQuery(CompiledQuery.raw(`pragma ${name}`))).rows[0];
    expect(await pragma('journal_mode')).toEqual({ journal_mode: 'wal' });
    expect(await pragma('synchronous')).toEqual({ synchronous: 2 });
    expect(await pragma('foreign_keys')).toEqual({ foreign_keys: 1 });
    for (const suffix of ['', '-wal', '-shm']) expect(statSync(`${file}${suffix}`).mode & 0o777).toBe(0o600);
    await expect(db.insertInto('certificates').values({ sha256: 'x', dossier_id: 'nobody' }).execute()).rejects.toThrow('FOREIGN KEY');
    await db.destroy();
  });

  it('waits for the disk again after a statement that need not', async () => {
    const db = await openDatabase(file, 1);
    const synchronous = async (on = db): Promise<unknown> => (await on.executeQuery(CompiledQuery.raw('pragma synchronous'))).rows[0];
    for (const outcome of ['done', 'failed']) {
      const statement = withoutSync(db, async (one) => {
        expect(await synchronous(one)).toEqual({ synchronous: 1 });
        if (outcome === 'failed') throw new Error('failed');
      });
      if (outcome === 'failed') await expect(statement).rejects.toThrow('failed');
      else await statement;
      expect(await synchronous()).toEqual({ synchronous: 2 });
    }
    await db.destroy();
  });

  it('prepares a join with a limit once, not at each execution', async () => {
    const db = await openDatabase(file, 1);
    const query = db.selectFrom('schema_migrations as a').innerJoin('schema_migrations as b', 'b.id', 'a.id').select(['a.id', 'b.name']).where('a.name', '=', MIGRATIONS[0]?.name ?? '').limit(1);
    expect(await query.execute()).toHaveLength(1);
    // The driver makes how it builds a row, with `Function`, after each time that SQLite prepared a statement.
    const prepared = vi.spyOn(globalThis, 'Function');
    try {
      for (let times = 0; times < 5; times++) await query.execute();
      expect(prepared).not.toHaveBeenCalled();
    } finally {
      prepared.mockRestore();
    }
    await db.destroy();
  });

  it('keeps what it held when it is opened again', async () => {
    await (await openDatabase(file, 1)).destroy();
    const db = await openDatabase(file, 2);
    const rows = await db.selectFrom('schema_migrations').select(['name', 'applied_at']).execute();
    expect(rows).toEqual(MIGRATIONS.map(({ name }) => ({ name, applied_at: 1 })));
    await db.destroy();
  });

  it('made by migration 0002 keeps its tokens, their keys and sessions', async () => {
    const old = new Kysely<unknown>({ dialect: sqliteDialect(file) });
    await old.transaction().execute(async (trx) => {
      await firstUnblock(trx);
      await auditAppendOnly(trx);
    });
    await old.destroy();
    const raw = new SqliteDatabase(file);
    raw.exec(`create table schema_migrations (id integer primary key, name text not null unique, applied_at bigint not null);
      insert into schema_migrations values (1, '0001-first-unblock', 1), (2, '0002-audit-append-only', 1);
      insert into dossiers (id, serial, entity, product, holder, email, key_version, tries_left, created_at) values ('d', '802500017A3C41F6', 'E', 'P', 'H', 'a@b.fr', 7, 2, 5);
      insert into tickets (id, dossier_id, code_hash, language, created_at, expires_at) values ('t', 'd', 'h', 'fr', 1, 2);
      insert into sessions (id, ticket_id, dossier_id, serial, profile, token_hash, state, opened_at, expires_at) values ('s', 't', 'd', '802500017A3C41F6', 'ias-ecc', '', 'answered', 1, 2);`);
    raw.close();
    const db = await openDatabase(file, 2);
    expect(await db.selectFrom('dossiers').selectAll().execute()).toEqual([
      { id: 'd', office_id: null, serial: '802500017A3C41F6', entity: 'E', product: 'P', holder: 'H', email: 'a@b.fr', tries_left: 2, locked_at: null, created_at: 5, profile: 'ias-ecc', key_number: 1 },
    ]);
    expect(await db.selectFrom('admin_keys').selectAll().execute()).toEqual([
      { dossier_id: 'd', number: 1, source: 'master', version: 7, sealed: null, check_value: null, created_at: 5 },
    ]);
    expect(await db.selectFrom('sessions').select(['state', 'key_number']).execute()).toEqual([{ state: 'answered', key_number: 1 }]);
    await expect(db.insertInto('admin_keys').values({ dossier_id: 'd', number: 2, source: 'imported', version: 1, sealed: null, check_value: null, created_at: 1 }).execute()).rejects.toThrow('CHECK');
    await db.destroy();
  });

  it('refuses a schema that a newer program wrote', async () => {
    await (await openDatabase(file, 1)).destroy();
    const raw = new SqliteDatabase(file);
    raw.prepare('insert into schema_migrations (id, name, applied_at) values (?, ?, ?)').run(MIGRATIONS.length + 1, '9999-later', 1);
    raw.close();
    await expect(openDatabase(file, 2)).rejects.toThrow('9999-later');
  });

  it('refuses a file that is no database', async () => {
    writeFileSync(file, 'not a database at all, and long enough to be looked at');
    await expect(openDatabase(file, 1)).rejects.toThrow();
  });

  it('makes room for one open session a token', async () => {
    const db = await openDatabase(file, 1);
    await db.insertInto('dossiers').values({ id: 'd', serial: 's', entity: '', product: '', holder: '', email: '', profile: 'ias-ecc', key_number: 1, tries_left: 3, locked_at: null, created_at: 1 }).execute();
    const ticket = (id: string) => ({ id, dossier_id: 'd', code_hash: id, language: 'fr' as const, created_at: 1, expires_at: 2, used_at: null, voided_at: null, open_key_hash: null, open_body_hash: null });
    await db.insertInto('tickets').values(['1', '2', '3', '4'].map(ticket)).execute();
    const session = (id: string, state: 'opened' | 'challenged' | 'expired') => ({ id, ticket_id: id, dossier_id: 'd', serial: 's', profile: 'ias-ecc' as const, key_number: 1, token_hash: '', state, opened_at: 1, expires_at: 2, superseded_by: null, outcome: null, card_tries_left: null, card_tries_max: null, reported_at: null, receipt: null });
    await db.insertInto('sessions').values([session('1', 'expired'), session('2', 'expired'), session('3', 'opened')]).execute();
    await expect(db.insertInto('sessions').values(session('4', 'challenged')).execute()).rejects.toThrow('UNIQUE');
    await db.destroy();
  });
});
