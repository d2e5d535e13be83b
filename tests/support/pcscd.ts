import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';

/** A pcscd of the test's own, with one vpcd reader of two slots. */
export interface RunningPcscd {
  /** TCP port of the first slot; a card that connects to it is inserted. The second slot listens on `port + 1`. */
  readonly port: number;
  /** Names of the two slots, as PC/SC lists them. */
  readonly readers: readonly [string, string];
  readonly pid: number;
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
 * @param options.port first port of the reader; two free ones are found without it.
 * @throws Error in one line: what to install, or whose pcscd is in the way.
 */
export async function startPcscd(options: { readonly port?: number } = {}): Promise<RunningPcscd> {
  requirePackages();
  await takeLock();
  const folder = mkdtempSync(join(tmpdir(), 'clavis-pcscd-'));
  const release = (): void => {
    rmSync(folder, { recursive: true, force: true });
    rmSync(LOCK, { force: true });
  };
  try {
    if (await answers()) throw new Error(`another pcscd runs on this machine (${SOCKET}): stop it first`);
    const port = options.port ?? (await freePortPair());
    // Every regular file of the configuration folder is read as configuration, so nothing else may lie there.
    const configuration = join(folder, 'reader.conf.d');
    mkdirSync(configuration);
    writeFileSync(join(configuration, 'vpcd'), readerConfiguration(port));
    const daemon = spawn(DAEMON, ['-f', '-e', '-c', configuration], {
      stdio: 'ignore',
      env: { ...process.env, LD_PRELOAD: buildNoDelay(folder) },
    });
    writeFileSync(LOCK, `${process.pid} ${daemon.pid ?? 0} ${folder}`);
    const ended = new Promise<void>((resolve) => daemon.once('exit', () => resolve()));
    const kill = (): void => void daemon.kill('SIGTERM');
    process.once('exit', kill);
    const stop = async (): Promise<void> => {
      process.off('exit', kill);
      daemon.kill('SIGTERM');
      await ended;
      release();
    };
    const limit = Date.now() + START_WAIT_MS;
    while (!(await answers())) {
      if (daemon.exitCode !== null || daemon.pid === undefined || Date.now() > limit) {
        await stop();
        throw new Error('pcscd did not start (it needs to be root to own /run/pcscd)');
      }
      await delay(50);
    }
    return { port, readers: ['Clavis vpcd 00 00', 'Clavis vpcd 00 01'], pid: daemon.pid ?? 0, stop };
  } catch (thrown) {
    release();
    throw thrown;
  }
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

function readerConfiguration(port: number): string {
  const hex = `0x${port.toString(16).toUpperCase()}`;
  return [`FRIENDLYNAME "Clavis vpcd"`, `DEVICENAME /dev/null:${hex}`, `LIBPATH ${DRIVER}`, `CHANNELID ${hex}`, ''].join('\n');
}

/** Compiles the shim beside the configuration. @returns its path. */
function buildNoDelay(folder: string): string {
  const library = join(folder, 'tcp-nodelay.so');
  const source = join(import.meta.dirname, 'tcp-nodelay.c');
  const built = spawnSync('gcc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl'], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`gcc could not build ${source}: ${built.stderr}`);
  return library;
}
