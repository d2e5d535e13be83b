import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface OpensslRun {
  readonly code: number | null;
  /** Both streams. */
  readonly output: string;
}

/** The openssl command as the independent judge, in a folder of its own where DER files are put for it. */
export class Openssl {
  readonly dir = mkdtempSync(join(tmpdir(), 'clavis-openssl-'));

  /** Writes a file for it; returns the path. */
  file(name: string, content: Uint8Array | string): string {
    const path = join(this.dir, name);
    writeFileSync(path, content);
    return path;
  }

  path(name: string): string {
    return join(this.dir, name);
  }

  run(...args: readonly string[]): OpensslRun {
    const run = spawnSync('openssl', args, { cwd: this.dir, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } });
    if (run.error !== undefined) throw run.error;
    return { code: run.status, output: `${run.stdout}${run.stderr}` };
  }

  /** Without holding up this process: for what asks a server that runs in it. */
  async ask(...args: readonly string[]): Promise<OpensslRun> {
    const child = spawn('openssl', args, { cwd: this.dir, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } });
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

  /** @throws Error with what it said, when it did not succeed. */
  ok(...args: readonly string[]): string {
    const { code, output } = this.run(...args);
    if (code !== 0) throw new Error(`openssl ${args[0] ?? ''}: ${code ?? 'killed'} ${output}`);
    return output;
  }

  close(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export function pem(label: string, der: Uint8Array): string {
  const base64 = Buffer.from(der).toString('base64').replaceAll(/(.{64})/gu, '$1\n').trimEnd();
  return `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`;
}
