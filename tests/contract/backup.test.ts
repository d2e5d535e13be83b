import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runBackup } from '../../src-server/commands/backup-command.ts';
import { runRestore } from '../../src-server/commands/restore-command.ts';
import { runVerifyAudit } from '../../src-server/commands/verify-audit-command.ts';
import type { AuthorityConfig } from '../../src-server/config.ts';
import { databaseLocation } from '../../src-server/open-stores.ts';
import { engineOfTests, newTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { AuthorityFixture, dumpTables } from './authority-fixture.ts';
import { signIn } from './signed-in.ts';

let dir: string;
let authority: AuthorityFixture;
let database: TestDatabase | null = null;
let second: AuthorityFixture | null = null;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'clavis-backup-'));
  authority = await AuthorityFixture.open({ vaultInFile: true, config: { auditExportDir: join(dir, 'heads') } });
});
afterEach(async () => {
  await second?.close();
  second = null;
  await authority.close();
  await database?.drop();
  database = null;
  rmSync(dir, { recursive: true, force: true });
});

const backup = async (folder = join(dir, 'backup')): Promise<string> => {
  const lines: string[] = [];
  expect(await runBackup([folder], { print: (line) => lines.push(line), config: () => authority.authority.deps.config })).toBe(0);
  return lines.join('\n');
};
/** The configuration of an authority that has nothing yet. */
async function emptyConfig(): Promise<AuthorityConfig> {
  if (engineOfTests() === 'postgres') {
    database = await newTestDatabase();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('drop schema public cascade; create schema public');
    await client.end();
  }
  return { ...authority.authority.deps.config, dataDir: join(dir, 'restored'), databaseUrl: database?.url ?? null };
}
const restore = async (config: AuthorityConfig, ...args: readonly string[]): Promise<readonly [string, string]> => {
  const [out, err]: [string[], string[]] = [[], []];
  expect(await runRestore([join(dir, 'backup'), ...args], { print: (line) => out.push(line), warn: (line) => err.push(line), config: () => config })).toBe(0);
  return [out.join('\n'), err.join('\n')];
};
const openRestored = async (config: AuthorityConfig): Promise<AuthorityFixture> => {
  second = new AuthorityFixture({ dir: config.dataDir, config });
  second.now = authority.now;
  await second.start();
  return second;
};

describe('a backup', () => {
  it('taken beside a running authority is the whole of it, and nobody else’s to read', async () => {
    const holder = await authority.open();
    await holder.answer(1, 'wrong');
    const { bearer } = await signIn(authority, { role: 'administrator' });
    const before = await dumpTables(authority, ['job_leases']);
    const said = await backup();
    expect(said).toMatch(/^ok: (authority\.sqlite|database\.dump), vault\.json in .*, audit head \d+:[0-9a-f]{64}\nThe passphrase/u);
    for (const name of readdirSync(join(dir, 'backup'))) expect(statSync(join(dir, 'backup', name)).mode & 0o777, name).toBe(0o600);
    expect(statSync(join(dir, 'backup')).mode & 0o777).toBe(0o700);
    const config = await emptyConfig();
    const [out] = await restore(config);
    expect(out).toMatch(/^ok: restored as of 20/u);
    const restored = await openRestored(config);
    // What is not ended by the restore is as it was; changes are counted under another name.
    const ended = ['tickets', 'sessions', 'account_sessions', 'audit', 'job_leases', 'login_challenges', 'change_head'] as const;
    const unchanged = (rows: readonly string[]): readonly string[] => rows.filter((row) => !ended.some((table) => row.startsWith(`${table} `)));
    expect(unchanged(await dumpTables(restored))).toEqual(unchanged(before));
    // The keys are those of before: a link, from the mail to the card's response.
    const again = await restored.open(1);
    (await again.answer(1, 'right')).body();
    expect((await again.challenge('0011223344556677')).status).toBe(200);
    // Whoever was signed in, or had a session, is not.
    expect((await restored.call('searchAudit', { bearer, body: { from: null, until: null, event: null, subject: null, cursor: null, limit: 5 } })).status).toBe(401);
    expect((await restored.call('readSession', holder.credential)).body().state).not.toBe('opened');
  });

  it('that is older than what was signed says how many acts are missing; a link used since is not good again', async () => {
    const code = await authority.code();
    await backup();
    const rows = (await authority.authority.deps.db.selectFrom('audit').select('seq').execute()).length;
    (await authority.call('openSession', { body: authority.openBody(code), idempotencyKey: randomUUID() })).body();
    await authority.code(1);
    const keys = join(dir, 'jwks.json');
    writeFileSync(keys, (await authority.call('jwks')).text);
    await authority.restart();
    const heads = join(dir, 'heads', 'audit-heads.jsonl');
    const config = await emptyConfig();
    const [, warned] = await restore(config, '--heads', heads, '--keys', keys);
    expect(warned).toBe(`rows ${rows + 1} to ${rows + 2} of the audit were signed and are not in this backup: 2 acts are lost, among them perhaps revocations`);
    const restored = await openRestored(config);
    const used = await restored.call('openSession', { body: restored.openBody(code), idempotencyKey: randomUUID() });
    expect(used.refusal().code).toMatch(/^link(?:Replaced|Unknown)$/u);
    const [act] = await restored.authority.deps.db.selectFrom('audit').select(['seq', 'details']).where('event', '=', 'backup.restored').execute();
    expect([act?.seq, JSON.parse(act?.details ?? '{}')]).toEqual([rows + 1, expect.objectContaining({ rows, lost: 2, tickets: 1 })]);
    // The heads of before prove it to whoever kept them.
    const lines: string[] = [];
    expect(await runVerifyAudit([databaseLocation(config), '--heads', heads, '--keys', keys], (line) => lines.push(line))).toBe(1);
    expect(lines).toEqual([`bad: row ${rows + 2} missing`]);
  });

  it('asked again with a key of before gives the reply of before, and does nothing twice', async () => {
    const code = await authority.code();
    const idempotencyKey = randomUUID();
    const opened = (await authority.call('openSession', { body: authority.openBody(code), idempotencyKey })).body();
    await backup();
    const config = await emptyConfig();
    await restore(config);
    const restored = await openRestored(config);
    const again = await restored.call('openSession', { body: restored.openBody(code), idempotencyKey });
    expect(again.status === 201 ? again.body().sessionId : again.refusal().code).toBe(again.status === 201 ? opened.sessionId : 'sessionExpired');
    expect(await restored.authority.deps.db.selectFrom('sessions').select('id').execute()).toHaveLength(1);
  });

  it('is refused where something is, changed or not whole', async () => {
    await backup();
    await expect(backup()).rejects.toThrow('is not empty');
    await expect(restore(authority.authority.deps.config)).rejects.toThrow(/there already|has tables already/u);
    const config = await emptyConfig();
    const [copy] = readdirSync(join(dir, 'backup')).filter((name) => name !== 'vault.json' && name !== 'manifest.json');
    appendFileSync(join(dir, 'backup', copy ?? ''), 'x');
    await expect(restore(config)).rejects.toThrow(`${copy ?? ''} of the backup was changed since it was taken`);
    rmSync(join(dir, 'backup', copy ?? ''));
    await expect(restore(config)).rejects.toThrow(`${copy ?? ''} is missing from the backup`);
    rmSync(join(dir, 'backup', 'manifest.json'));
    await expect(restore(config)).rejects.toThrow('holds no whole backup');
    expect(existsSync(config.dataDir)).toBe(false);
    mkdirSync(join(dir, 'other'));
    writeFileSync(join(dir, 'other', 'file'), 'x');
    await expect(backup(join(dir, 'other'))).rejects.toThrow('is not empty');
  });

  it('under writes is one moment of it, again and again', async () => {
    const done = new AbortController();
    const writes = (async () => {
      for (let i = 0; !done.signal.aborted; i++) {
        authority.now += 120_000;
        await authority.call('requestLink', { body: { serial: authority.person(i % 3).serial, certificateSha256: null, language: 'fr' } });
      }
    })();
    for (let i = 0; i < 3; i++) await backup(join(dir, `backup-${i}`));
    done.abort();
    await writes;
    expect(readdirSync(dir).filter((name) => name.startsWith('backup-'))).toHaveLength(3);
  });
});
