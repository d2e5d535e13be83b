import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

/** The virtual card as its own program, plugged into a slot of a pcscd. */
export interface PluggedCard {
  /** Everything it has printed, line by line. */
  readonly lines: readonly string[];
  /** Resolves with the first line, past or future, that contains `text`. */
  line(text: string): Promise<string>;
  /** Pulls the card: the program is asked to end, by SIGTERM. */
  pull(): Promise<number | null>;
}

const SCRIPT = join(import.meta.dirname, '../../scripts/virtual-card.ts');
const LINE_WAIT_MS = 20_000;

/** Starts `npm run virtual-card` with these arguments. It ends with the test process at the latest. */
export function startVirtualCard(port: number, ...args: readonly string[]): PluggedCard {
  const program = spawn(process.execPath, [SCRIPT, '--port', String(port), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(program, 'exit').then(() => program.exitCode);
  const lines: string[] = [];
  createInterface({ input: program.stdout }).on('line', (line) => lines.push(line));
  const kill = (): void => void program.kill('SIGKILL');
  process.once('exit', kill);
  return {
    lines,
    line: async (text) => {
      const limit = Date.now() + LINE_WAIT_MS;
      for (;;) {
        const found = lines.find((line) => line.includes(text));
        if (found !== undefined) return found;
        if (program.exitCode !== null || Date.now() > limit) throw new Error(`no line with "${text}" in: ${lines.join(' | ')}`);
        await delay(20);
      }
    },
    pull: async () => {
      process.off('exit', kill);
      program.kill('SIGTERM');
      return ended;
    },
  };
}
