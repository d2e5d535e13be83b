import { spawn, spawnSync } from 'node:child_process';
import { closeSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';

/** One slot of a vpcd reader. PC/SC lists it by a name that begins with `name` and ends with the number of the slot. */
export interface PcscdSlot {
  readonly name: string;
  readonly index: 0 | 1;
  readonly port: number;
}

/** A pcscd of the test's own, with vpcd readers of two slots each: one, if nothing else was asked for. */
export interface RunningPcscd {
  /** TCP port of the first slot; a card that connects to it is inserted. The second slot listens on `port + 1`. */
  readonly port: number;
  /** Names of the two slots, as PC/SC lists them. */
  readonly readers: readonly [string, string];
  /** Of the daemon that runs, or ran last. */
  readonly pid: number;
  /** All slots of all readers. */
  readonly slots: readonly PcscdSlot[];
  /** Ends the daemon alone, by SIGKILL or SIGTERM; `restart` starts one with the same readers. Nobody else's turn comes in between. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const DAEMON = '/usr/sbin/pcscd';
const DRIVER = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';
const SOCKET = '/run/pcscd/pcscd.comm';
const LOCK = join(tmpdir(), 'clavis-pcscd.lock');
const LOCK_WAIT_MS = 100_000;
const START_WAIT_MS = 15_000;

/**
 * Starts pcscd with its own configuration on free ports. Its socket is machine-wide, so tests take turns by a lock file; a pcscd
 * that somebody else runs is left alone and refused.
 * @param options.port first port of the first reader; free ones are found without it.
 * @param options.readers how many vpcd readers (two slots each, at most 8; pcscd takes 16 slots); 0 is a pcscd without any.
 * @param options.idle no daemon is started before `restart`.
 * @throws Error in one line: what to install, or whose pcscd is in the way.
 */
export async function startPcscd(options: { readonly port?: number; readonly readers?: number; readonly idle?: boolean } = {}): Promise<RunningPcscd> {
  requirePackages();
  await takeLock();
  const folder = mkdtempSync(join(tmpdir(), 'clavis-pcscd-'));
  const release = (): void => {
    rmSync(folder, { recursive: true, force: true });
    rmSync(LOCK, { force: true });
  };
  try {
    if (await answers()) throw new Error(`another pcscd runs on this machine (${SOCKET}): stop it first`);
    const ports = await portPairs(options.readers ?? 1, options.port);
    // Every regular file of the configuration folder is read as configuration, so nothing else may lie there.
    const configuration = join(folder, 'reader.conf.d');
    mkdirSync(configuration);
    ports.forEach((port, index) => {
      // vpcd keeps its two slots in variables of its own: a reader more needs a library more, or all show the same two cards.
      const driver = join(folder, `vpcd${index}.so`);
      copyFileSync(DRIVER, driver);
      writeFileSync(join(configuration, `vpcd${index}`), readerConfiguration(port, readerName(index), driver));
    });
    const noDelay = buildNoDelay(folder);
    let daemon: Daemon | null = null;
    const start = async (): Promise<void> => {
      daemon = await startDaemon(configuration, noDelay, folder);
    };
    if (options.idle !== true) await start();
    return {
      port: ports[0] ?? 0,
      readers: ['Clavis vpcd 00 00', 'Clavis vpcd 00 01'],
      get pid() {
        return daemon?.pid ?? 0;
      },
      slots: ports.flatMap((port, index) => [
        { name: readerName(index), index: 0, port },
        { name: readerName(index), index: 1, port: port + 1 },
      ]),
      kill: async (signal) => daemon?.end(signal),
      restart: start,
      stop: async () => {
        await daemon?.end('SIGTERM');
        release();
      },
    };
  } catch (thrown) {
    release();
    throw thrown;
  }
}

const readerName = (index: number): string => (index === 0 ? 'Clavis vpcd' : `Clavis vpcd ${String.fromCodePoint(65 + index)}`);

interface Daemon {
  readonly pid: number;
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

/** Resolves when it answers. */
async function startDaemon(configuration: string, noDelay: string, folder: string): Promise<Daemon> {
  const daemon = spawn(DAEMON, ['-f', '-e', '-c', configuration], { stdio: 'ignore', env: { ...process.env, LD_PRELOAD: noDelay } });
  writeFileSync(LOCK, `${process.pid} ${daemon.pid ?? 0} ${folder}`);
  const ended = new Promise<void>((resolve) => daemon.once('exit', () => resolve()));
  const kill = (): void => void daemon.kill('SIGTERM');
  process.once('exit', kill);
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    process.off('exit', kill);
    daemon.kill(signal);
    await ended;
  };
  const limit = Date.now() + START_WAIT_MS;
  while (!(await answers())) {
    if (daemon.exitCode !== null || daemon.pid === undefined || Date.now() > limit) {
      await end('SIGTERM');
      throw new Error('pcscd did not start (it needs to be root to own /run/pcscd)');
    }
    await delay(50);
  }
  return { pid: daemon.pid ?? 0, end };
}

/** First ports of so many pairs. */
async function portPairs(count: number, first: number | undefined): Promise<readonly number[]> {
  const ports: number[] = count > 0 && first !== undefined ? [first] : [];
  while (ports.length < count) {
    const port = await freePortPair();
    if (!ports.some((taken) => Math.abs(taken - port) < 2)) ports.push(port);
  }
  return ports;
}

function requirePackages(): void {
  const missing = [
    ...(existsSync(DAEMON) ? [] : ['pcscd']),
    ...(existsSync(DRIVER) ? [] : ['vsmartcard-vpcd']),
    ...(spawnSync('gcc', ['--version']).status === 0 ? [] : ['gcc', 'libc6-dev']),
  ];
  if (missing.length > 0) throw new Error(`missing system packages: apt-get install -y ${missing.join(' ')}`);
}

/** Waits its turn; the lock of a process that is gone is taken over, and the daemon it left behind ended. */
async function takeLock(): Promise<void> {
  const limit = Date.now() + LOCK_WAIT_MS;
  for (;;) {
    try {
      const descriptor = openSync(LOCK, 'wx');
      writeFileSync(descriptor, String(process.pid));
      closeSync(descriptor);
      return;
    } catch (thrown) {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
    }
    const [holder, daemon, folder] = (existsSync(LOCK) ? readFileSync(LOCK, 'utf8') : '').split(' ');
    if (holder !== undefined && /^\d+$/u.test(holder) && !isAlive(holder)) {
      if (daemon !== undefined && folder !== undefined) endOrphan(daemon, folder);
      rmSync(LOCK, { force: true });
    } else if (Date.now() > limit) {
      throw new Error(`process ${holder ?? '?'} holds ${LOCK}: another test run uses pcscd`);
    }
    await delay(200);
  }
}

/** Ends a pcscd only when its command line names the folder the dead test run had made for it. */
function endOrphan(pid: string, folder: string): void {
  if (isAlive(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)) process.kill(Number(pid), 'SIGTERM');
  rmSync(folder, { recursive: true, force: true });
}

function isAlive(pid: string): boolean {
  return existsSync(`/proc/${pid}`);
}

/** Whether a pcscd listens. */
async function answers(): Promise<boolean> {
  if (!existsSync(SOCKET)) return false;
  return new Promise((resolve) => {
    const socket = connect(SOCKET);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** vpcd takes one port for each of its two slots. */
export async function freePortPair(): Promise<number> {
  for (;;) {
    const first = await listen(0);
    const second = first.port < 65_535 ? await listen(first.port + 1) : null;
    await first.close();
    if (second !== null) {
      await second.close();
      if (second.port !== 0) return first.port;
    }
  }
}

async function listen(port: number): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createServer();
  const heard = await new Promise<number>((resolve) => {
    server.once('error', () => resolve(0));
    server.listen(port, '0.0.0.0', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return { port: heard, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

function readerConfiguration(port: number, name: string, driver: string): string {
  const hex = `0x${port.toString(16).toUpperCase()}`;
  return [`FRIENDLYNAME "${name}"`, `DEVICENAME /dev/null:${hex}`, `LIBPATH ${driver}`, `CHANNELID ${hex}`, ''].join('\n');
}

/** Compiles the shim beside the configuration. @returns its path. */
function buildNoDelay(folder: string): string {
  const library = join(folder, 'tcp-nodelay.so');
  const source = join(import.meta.dirname, 'tcp-nodelay.c');
  const built = spawnSync('gcc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl'], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`gcc could not build ${source}: ${built.stderr}`);
  return library;
}
