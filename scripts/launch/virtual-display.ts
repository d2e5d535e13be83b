import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { stopChild } from './stop-child.ts';

export interface VirtualDisplay {
  /** Value for `DISPLAY`. */
  readonly display: string;
  stop(): Promise<void>;
}

/** An X server without a screen, on a display number it finds free by itself. Reachable from this machine's sockets only. */
export async function startVirtualDisplay(size: { readonly width: number; readonly height: number } = { width: 1280, height: 900 }): Promise<VirtualDisplay> {
  const args = ['-displayfd', '3', '-screen', '0', `${size.width}x${size.height}x24`, '-nolisten', 'tcp', '-noreset'];
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const number = await new Promise<string>((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`Xvfb ended (${code ?? 'signal'})`)));
    let announced = '';
    // The number and the end of its line may come one after the other.
    (server.stdio[3] as Readable).setEncoding('utf8').on('data', (text: string) => {
      announced += text;
      if (announced.endsWith('\n')) resolve(announced.trim());
    });
  });
  const kill = (): void => void server.kill('SIGKILL');
  process.once('exit', kill);
  return {
    display: `:${number}`,
    async stop() {
      process.off('exit', kill);
      await stopChild(server);
    },
  };
}
