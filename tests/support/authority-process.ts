import { spawn, type ChildProcess } from 'node:child_process';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src-server/main.ts', import.meta.url));

export interface AuthorityProcess {
  readonly url: string;
  readonly child: ChildProcess;
  readonly exit: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly stderr: string }>;
}

/** `main.ts` as a process of its own, once it listens. Whoever starts it ends it. */
export async function startAuthorityProcess(env: Readonly<Record<string, string>>): Promise<AuthorityProcess> {
  const child = spawn(process.execPath, [MAIN], { env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const stderr = text(child.stderr);
  const exit = new Promise<Awaited<AuthorityProcess['exit']>>((resolve) => {
    child.once('close', (code, signal) => void stderr.then((said) => resolve({ code, signal, stderr: said })));
  });
  const line = await new Promise<string>((resolve, reject) => {
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
      if (stdout.includes('\n')) resolve(stdout);
    });
    void exit.then(({ stderr: said }) => reject(new Error(`it ended before it listened: ${said}`)));
  });
  return { url: (JSON.parse(line) as { listening: string }).listening, child, exit };
}
