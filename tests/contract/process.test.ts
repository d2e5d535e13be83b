import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engineOfTests, newTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { healthReply, mailboxReply } from '../../src-shared/http/service.ts';
import { linkReply } from '../../src-shared/http/unblock.ts';
import { seedRehearsal } from '../../src-server/seed/rehearsal.ts';

const MAIN = fileURLToPath(new URL('../../src-server/main.ts', import.meta.url));
const TOKEN = 'token-of-the-process-that-started-it-0123';

let dir: string;
let database: TestDatabase | null = null;
const children: ChildProcess[] = [];
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'clavis-process-'));
  database = engineOfTests() === 'postgres' ? await newTestDatabase() : null;
});
afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  await database?.drop();
  rmSync(dir, { recursive: true, force: true });
});

/** What every program of a test is started with. */
const environment = (env: Readonly<Record<string, string>>): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  CLAVIS_DATA_DIR: dir,
  ...(database === null ? {} : { DATABASE_URL: database.url }),
  ...env,
});
const location = (): string => database?.url ?? join(dir, 'authority.sqlite');

interface Running {
  readonly url: string;
  readonly child: ChildProcess;
  readonly exit: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

async function start(env: Readonly<Record<string, string>> = {}): Promise<Running> {
  const child = spawn(process.execPath, [MAIN], {
    env: environment({ CLAVIS_EMBEDDED_TOKEN: TOKEN, ...env }),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  children.push(child);
  let stdout = '';
  const stderr = text(child.stderr);
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
      if (stdout.includes('\n')) resolve(stdout);
    });
    child.once('exit', () => reject(new Error('it ended before it listened')));
  });
  const exit = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.once('close', (code) => {
      void stderr.then((said) => resolve({ code, stdout, stderr: said }));
    });
  });
  return { url: (JSON.parse(line) as { listening: string }).listening, child, exit };
}

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', env: environment(env) });

describe('the authority as a process', () => {
  it('prints one line, serves, and ends cleanly on SIGTERM with its mails sent', async () => {
    const rehearsal = await seedRehearsal({ dataDir: dir, databaseUrl: database?.url ?? null, argon2: { memoryKib: 64, timeCost: 1, parallelism: 1 } });
    const [person] = rehearsal.people;
    await rehearsal.close();
    const { url, child, exit } = await start();
    expect(healthReply.parse(await (await fetch(`${url}/health`)).json())).toMatchObject({ status: 'ok', mailbox: true });
    const asked = await fetch(`${url}/v1/unblock-requests`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ serial: person?.serial, certificateSha256: null, language: 'fr' }),
    });
    expect(linkReply.parse(await asked.json()).accepted).toBe(true);
    await expect.poll(async () => {
      const reply = await fetch(`${url}/v1/embedded/mails`, { headers: { authorization: `Bearer ${TOKEN}` } });
      return mailboxReply.parse(await reply.json()).mails[0]?.link?.split('#')[0];
    }).toBe(`${url}/unblock`);
    child.kill('SIGTERM');
    const { code, stdout, stderr } = await exit;
    expect(code).toBe(0);
    expect(stdout).toBe(`${JSON.stringify({ listening: url })}\n`);
    for (const line of stderr.trim().split('\n')) expect(() => JSON.parse(line) as unknown, line).not.toThrow();
    expect(stderr).toContain('"audit head"');
    for (const args of [[], [location()]]) {
      const verified = run(['verify-audit', ...args]);
      expect([verified.status, verified.stdout]).toEqual([0, expect.stringMatching(/^ok: (\d+) rows, head \1:[0-9a-f]{64}\n$/u)]);
    }
  });

  it('ends with the process that started it, when told to', async () => {
    const { child, exit } = await start({ CLAVIS_EXIT_WITH_PARENT: '1' });
    child.stdin?.end();
    expect((await exit).code).toBe(0);
  });

  it('keeps its passphrase and vault private', async () => {
    const { child, exit } = await start();
    child.kill('SIGTERM');
    await exit;
    for (const name of ['vault-passphrase', 'vault.json', ...(database === null ? ['authority.sqlite'] : [])]) expect(statSync(join(dir, name)).mode & 0o777, name).toBe(0o600);
  });

  it('reads the passphrase from the file it is given, and makes none of its own', async () => {
    const file = join(dir, 'secret');
    writeFileSync(file, 'a passphrase of my own\n');
    const { child, exit } = await start({ CLAVIS_VAULT_PASSPHRASE_FILE: file });
    child.kill('SIGTERM');
    await exit;
    expect(existsSync(join(dir, 'vault-passphrase'))).toBe(false);
    const wrong = run([], { CLAVIS_VAULT_PASSPHRASE: 'another passphrase' });
    expect([wrong.status, wrong.stdout, wrong.stderr]).toEqual([1, '', 'clavis authority: the vault does not open: wrong passphrase, or the file was changed\n']);
  });

  it('shifts its clock for a rehearsal', async () => {
    const day = 86_400_000;
    const { url, child, exit } = await start({ CLAVIS_CLOCK_OFFSET_MS: String(day) });
    const { now } = healthReply.parse(await (await fetch(`${url}/health`)).json());
    expect(now).toBeGreaterThan(Date.now() + day / 2);
    child.kill('SIGTERM');
    await exit;
  });

  it('says in one sentence why it does not start', async () => {
    for (const [args, env, said, exit] of [
      [['serve-everything'], {}, 'unknown command serve-everything; see --help', 2],
      [[], { PORT: 'x' }, 'PORT: ', 1],
      [[], { DATABASE_URL: 'mysql://clavis:geheim@127.0.0.1/clavis' }, 'DATABASE_URL: must be postgres://', 1],
      [[], { DATABASE_URL: 'postgres://clavis:geheim@127.0.0.1:1/clavis' }, 'the database clavis on 127.0.0.1:1 does not open: connect ECONNREFUSED', 1],
      [['migrate', 'now'], {}, 'migrate takes no argument', 2],
      [['verify-audit', 'postgres://clavis:geheim@127.0.0.1:1/clavis'], {}, 'ECONNREFUSED', 1],
      [['verify-audit', 'one', 'two'], {}, 'verify-audit takes one FILE or postgres:// address, or none', 2],
      [['verify-audit', join(dir, 'none')], {}, 'does not exist', 2],
    ] as const) {
      const { status, stdout, stderr } = run(args, env);
      expect([status, stdout]).toEqual([exit, '']);
      expect(stderr).toContain(said);
      expect(stderr).not.toContain('geheim');
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => {
      taken.once('listening', resolve);
    });
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const refused = run([], { PORT: String(port) });
    taken.close();
    expect([refused.status, refused.stderr.includes('EADDRINUSE')]).toEqual([1, true]);
  });

  it('explains itself', () => {
    const { status, stdout } = run(['--help']);
    expect(status).toBe(0);
    const source = readFileSync(new URL('../../src-server/config.ts', import.meta.url), 'utf8');
    const variables = [...source.matchAll(/^ {2}((?:CLAVIS_[A-Z_]+)|PORT|HOST|DATABASE_URL):/gmu)].map((match) => match[1]);
    expect(variables.length).toBeGreaterThan(8);
    for (const variable of variables) expect(stdout).toContain(variable);
  });
});

describe('a rehearsal', () => {
  it('can be prepared again and again: same keys, same dossiers, other answers only when asked', async () => {
    const argon2 = { memoryKib: 64, timeCost: 1, parallelism: 1 };
    const first = await seedRehearsal({ dataDir: dir, databaseUrl: database?.url ?? null, argon2 });
    await first.registerCertificates('802500017A3C41F6', ['ab'.repeat(32)]);
    await first.close();
    const second = await seedRehearsal({ dataDir: dir, databaseUrl: database?.url ?? null, argon2 });
    expect(second.people).toEqual(first.people);
    await second.close();
    const answers = ['un', 'deux', 'trois', 'quatre'];
    const third = await seedRehearsal({ dataDir: dir, databaseUrl: database?.url ?? null, argon2, answers: { '802500019B7D20E4': answers } });
    expect(third.people.map((person) => person.answers)).toEqual([first.people[0]?.answers, answers, first.people[2]?.answers]);
    expect(third.people.map((person) => ({ ...person, answers: [] }))).toEqual(first.people.map((person) => ({ ...person, answers: [] })));
    await expect(third.registerCertificates('8025000100000000', [])).rejects.toMatchObject({ code: 'notFound' });
    await third.close();
    const verified = run(['verify-audit', location()]);
    expect(verified.stdout).toMatch(/^ok: \d+ rows/u);
  });
});
