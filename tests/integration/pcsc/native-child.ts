import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';

/** How a child ended, what it said, and after how long. */
export interface EndedChild {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
  readonly ms: number;
}

/** Runs a script of this folder in a Node of its own until it ends; it is killed after `limitMs`. */
export async function runNativeChild(
  script: string,
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly node?: readonly string[]; readonly limitMs?: number } = {},
): Promise<EndedChild> {
  const started = performance.now();
  const child = spawn(process.execPath, [...(options.node ?? []), join(import.meta.dirname, script), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', ...options.env },
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), options.limitMs ?? 30_000);
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  return { code, signal, out, err, ms: performance.now() - started };
}
