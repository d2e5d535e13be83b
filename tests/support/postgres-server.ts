import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { freePort } from './free-port.ts';

/** Debian keeps each version in a folder of its own, none of it on the PATH. */
const VERSIONS = '/usr/lib/postgresql';
const SCRIPT = fileURLToPath(new URL('postgres-server.sh', import.meta.url));
const NOBODY = 65_534;
const SUPERUSER = 'tests';

/** For tests that do not judge what survives a power cut. */
const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', wal_level: 'minimal', max_wal_senders: '0' };

export interface PostgresServer {
  /** Address of one of its databases: over the socket, or over TCP with a password as operators have it. */
  url(database: string, way?: 'socket' | 'tcp'): string;
  /** Runs statements as superuser, each in a transaction of its own. */
  admin(...statements: readonly string[]): Promise<void>;
  /** Ends it at once, as a power cut would: nothing is flushed, nobody is told. */
  crash(): Promise<void>;
  /** The same, before this call returns: for places in the middle of a transaction. */
  crashNow(): void;
  /** Starts it again after `crash` or `halt`. */
  start(): Promise<void>;
  /** Ends it in good order. */
  halt(): Promise<void>;
  /** Ends it and removes its folder. Happens by itself when this process dies. */
  close(): Promise<void>;
}

/**
 * A PostgreSQL of the test's own, in a temporary folder, as an ordinary user, with text compared as people do (ICU), which
 * shows every query that leaves an order to chance.
 * @param options.durable keeps fsync on: for tests that crash it.
 */
export async function startPostgres(options: { readonly durable?: boolean } = {}): Promise<PostgresServer> {
  const bin = join(VERSIONS, newestVersion(), 'bin');
  const dir = mkdtempSync(join(tmpdir(), 'clavis-pg-'));
  const password = randomBytes(18).toString('base64url');
  const port = await freePort();
  initialise(bin, dir, { password, port, durable: options.durable === true });
  const control = new Control(bin, dir);
  await control.say('start');
  const server: PostgresServer = {
    url(database, way = 'socket') {
      return way === 'tcp'
        ? `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`
        : `postgres://${SUPERUSER}@${encodeURIComponent(dir)}:${port}/${database}`;
    },
    async admin(...statements) {
      const client = new pg.Client({ connectionString: server.url('postgres') });
      await client.connect();
      try {
        for (const statement of statements) await client.query(statement);
      } finally {
        await client.end();
      }
    },
    crash: () => control.say('crash'),
    crashNow() {
      const pid = Number(readFileSync(join(dir, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
      process.kill(pid, 'SIGQUIT');
      while (isAlive(pid)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    },
    start: () => control.say('start'),
    halt: () => control.say('stop'),
    close: () => control.close(),
  };
  return server;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie is dead: whoever inherited it may take a while to notice.
    return !/^State:\s+Z/mu.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ESRCH' || cause.code === 'ENOENT')) return false;
    throw cause;
  }
}

/** @throws Error naming the package where there is none. */
function newestVersion(): string {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS).filter((name) => existsSync(join(VERSIONS, name, 'bin', 'initdb'))) : [];
  const newest = versions.toSorted((a, b) => Number(a) - Number(b)).at(-1);
  if (newest === undefined) throw new Error('PostgreSQL is missing from this system. Run: sudo apt-get install -y --no-install-recommends postgresql');
  return newest;
}

function initialise(bin: string, dir: string, { password, port, durable }: { readonly password: string; readonly port: number; readonly durable: boolean }): void {
  const data = join(dir, 'data');
  const secret = join(dir, 'password');
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(secret, password, { mode: 0o600 });
  const isRoot = process.getuid?.() === 0;
  if (isRoot) for (const path of [dir, data, secret]) chownSync(path, NOBODY, NOBODY);
  const args = [
    `--pgdata=${data}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${secret}`,
    '--auth-local=trust',
    '--auth-host=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--locale-provider=icu',
    '--icu-locale=fr',
    '--no-sync',
    '--no-instructions',
  ];
  const made = spawnSync(join(bin, 'initdb'), args, { cwd: dir, encoding: 'utf8', ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}) });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`);
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: dir,
    unix_socket_permissions: '0700',
    max_connections: '200',
    shared_buffers: '32MB',
    autovacuum: 'off',
    log_min_messages: 'warning',
    ...(durable ? {} : FAST),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`);
  writeFileSync(join(data, 'postgresql.auto.conf'), lines.join(''), { mode: 0o600 });
  if (isRoot) chownSync(join(data, 'postgresql.auto.conf'), NOBODY, NOBODY);
  chmodSync(dir, 0o700);
}

/** The script beside this file: it outlives this process for as long as it takes to clean up. */
class Control {
  readonly #script: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;

  constructor(bin: string, dir: string) {
    // A session of its own: a Ctrl-C in the terminal ends the tests, and the end of the tests ends it.
    this.#script = spawn('sh', [SCRIPT, bin, dir], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
    this.#answers = createInterface({ input: this.#script.stdout })[Symbol.asyncIterator]();
  }

  async say(line: string): Promise<void> {
    this.#script.stdin.write(`${line}\n`);
    const { value } = await this.#answers.next();
    if (value !== 'done') throw new Error(`PostgreSQL, ${line}: ${value}`);
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => {
      this.#script.once('close', resolve);
    });
    this.#script.stdin.end();
    await ended;
  }
}
