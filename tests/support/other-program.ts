import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** What PC/SC said, eight hex digits (`00000000`: done), and when, in milliseconds of CLOCK_MONOTONIC. */
export interface OtherAnswer {
  readonly result: string;
  readonly at: number;
}

/** Another program that uses the readers: see `other-program.c` for what it can be told. */
export interface OtherProgram {
  readonly pid: number;
  tell(line: string): Promise<OtherAnswer>;
  /** Ends it; whatever it held is given back by the service. */
  end(): Promise<void>;
}

/** A change of a reader as the service told it. `state`: dwEventState, SCARD_STATE_*. */
export interface ReaderEvent {
  readonly at: number;
  readonly state: number;
  readonly reader: string;
}

export const SCARD_STATE_PRESENT = 0x20;

/** Compiled when its source is another than the last time; the binary stays beside what the tests print. @throws Error when there is no compiler */
function program(): string {
  const source = join(import.meta.dirname, 'other-program.c');
  const binary = join('out/test', `other-program-${createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 16)}`);
  if (existsSync(binary)) return binary;
  mkdirSync(dirname(binary), { recursive: true });
  const fresh = `${binary}.${process.pid}`;
  const built = spawnSync('gcc', ['-O2', '-Wall', '-o', fresh, source, '-ldl'], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`gcc could not build ${source}: ${built.stderr}`);
  // Whole or not at all, also when two test processes build it at once.
  renameSync(fresh, binary);
  return binary;
}

/** Starts it; it ends with this process at the latest. */
function start(args: readonly string[], onLine: (line: string) => void) {
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(program(), args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  createInterface({ input: child.stdout }).on('line', onLine);
  const end = async (): Promise<void> => {
    process.off('exit', kill);
    kill();
    await ended;
  };
  return { child, end };
}

export function startOtherProgram(): OtherProgram {
  const waiting: ((answer: OtherAnswer | null) => void)[] = [];
  const { child, end } = start([], (line) => {
    const [result = '', at = ''] = line.split(' ');
    waiting.shift()?.({ result, at: Number(at) });
  });
  child.once('exit', () => {
    for (const tell of waiting.splice(0)) tell(null);
  });
  return {
    pid: child.pid ?? 0,
    end,
    async tell(line) {
      const answer = await new Promise<OtherAnswer | null>((resolve) => {
        waiting.push(resolve);
        child.stdin.write(`${line}\n`);
      });
      if (answer === null) throw new Error(`the other program ended at "${line}"`);
      return answer;
    },
  };
}

/** Every change of every reader, from now until `end`; the states of this moment come first. Ends by itself with the service. */
export function watchReaders(onEvent: (event: ReaderEvent) => void): { end(): Promise<void> } {
  const { end } = start(['watch'], (line) => {
    const [, at = '', state = '', reader = ''] = /^([0-9.]+) ([0-9A-F]+) (.*)$/u.exec(line) ?? [];
    onEvent({ at: Number(at), state: Number.parseInt(state, 16), reader });
  });
  return { end };
}
