import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { stopChild } from './stop-child.ts';

export interface AuthorityOptions {
  readonly dataDir: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** More of the authority's environment; see `node src-server/main.ts --help`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Bearer token for reading the mails back; absent: a new one. */
  readonly token?: string;
}

export interface RunningAuthority {
  /** Origin, `http://127.0.0.1:port`. */
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  /** What it wrote on standard error so far, JSON lines. */
  readonly log: () => string;
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

const announcement = z.object({ listening: z.url() });

/**
 * Starts the authority as a process of its own, as `npm run authority` does; it ends when this process does.
 * @throws Error with the authority's own last words when it does not come up
 */
export async function startAuthority(options: AuthorityOptions): Promise<RunningAuthority> {
  const token = options.token ?? randomBytes(32).toString('base64url');
  const child = spawn(process.execPath, ['src-server/main.ts'], {
    cwd: new URL('../..', import.meta.url),
    // Its standard input closes with this process, however this process ends.
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PORT: String(options.port ?? 0),
      CLAVIS_DATA_DIR: options.dataDir,
      CLAVIS_EMBEDDED_TOKEN: token,
      CLAVIS_EXIT_WITH_PARENT: '1',
      ...options.env,
    },
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-1_000_000)));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    // After its pipes have closed, so that its last words are there.
    child.once('close', (code) => reject(new Error(`The authority ended (${code ?? 'signal'}): ${log.trim().split('\n').at(-1) ?? ''}`)));
    createInterface({ input: child.stdout }).once('line', (line) => resolve(announcement.parse(JSON.parse(line)).listening));
  });
  return {
    url: new URL(url).origin,
    token,
    pid: child.pid ?? 0,
    log: () => log,
    stop: () => stopChild(child),
    async kill() {
      child.kill('SIGKILL');
      await stopChild(child);
    },
  };
}
