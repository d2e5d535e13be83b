import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export const PKCS11_MODULE = '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so';

/** What a command line tool said: both streams in one text, and its exit status. */
export interface ToolRun {
  readonly code: number | null;
  readonly output: string;
}

/** Runs one of OpenSC's or Yubico's programs, or openssl, with no shell in between. */
export async function runTool(program: string, ...args: readonly string[]): Promise<ToolRun> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

/** @throws Error naming the command that installs what the judges need. */
export function requireJudges(...more: readonly 'yubico-piv-tool'[]): void {
  const missing = [
    ...(spawnSync('opensc-tool', ['--version']).status === 0 ? [] : ['opensc']),
    ...(existsSync(PKCS11_MODULE) ? [] : ['opensc-pkcs11']),
    ...more.filter((program) => spawnSync(program, ['--version']).status !== 0),
    ...(spawnSync('openssl', ['version']).status === 0 ? [] : ['openssl']),
  ];
  if (missing.length > 0) throw new Error(`missing system packages: apt-get install -y ${missing.join(' ')}`);
}
