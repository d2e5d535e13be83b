import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { HsmFailure } from './hsm-failure.ts';
import type { FromHsm, HsmConfig, HsmOp, HsmRequest, HsmResults, HsmTrouble, ToHsm } from './hsm-rpc.ts';

export interface HsmLimits {
  /** How long one deed may take before its process is ended. */
  readonly callMs: number;
  /** How long a process may take to start. */
  readonly startMs: number;
  /** Deeds that may wait in one lane. */
  readonly queue: number;
  /** First pause after a failure of the process; doubled each time, up to `pauseMaxMs`. */
  readonly pauseMs: number;
  readonly pauseMaxMs: number;
}

export const HSM_LIMITS: HsmLimits = { callMs: 5_000, startMs: 15_000, queue: 64, pauseMs: 250, pauseMaxMs: 30_000 };

const ENTRY = join(import.meta.dirname, 'hsm-process.ts');
/** Secrets of the authority are none of a module's affair; what else is in the environment may be (SOFTHSM2_CONF). */
const OURS = /^(?:CLAVIS_|PKCS11_|DATABASE_URL$|SMTP_URL$|PG)/u;

interface Job {
  readonly request: HsmRequest;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One process with one session of the module. Deeds go through it one after the other. A process that hangs is ended, one that crashed
 * is replaced, a token that is away is let alone for a while: whatever waited fails at once, and so does what comes during the pause
 * after it. Nothing is ever asked twice.
 */
export class HsmLane {
  readonly #config: HsmConfig;
  readonly #limits: HsmLimits;
  readonly #waiting: Job[] = [];
  #running: { readonly job: Job; readonly id: number; readonly timer: NodeJS.Timeout } | null = null;
  #child: ChildProcess | null = null;
  #isReady = false;
  #isLoggedIn = false;
  #lastId = 0;
  #failures = 0;
  #notBefore = 0;
  #fatal: HsmTrouble | null = null;
  #startTimer: NodeJS.Timeout | undefined;

  constructor(config: HsmConfig, limits: HsmLimits) {
    this.#config = config;
    this.#limits = limits;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Its process was started and has not yet answered: its first deed begins with the login. */
  get isLoggingIn(): boolean {
    return this.#child !== null && !this.#isLoggedIn;
  }

  /** Deeds in it. */
  get load(): number {
    return this.#waiting.length + (this.#running === null ? 0 : 1);
  }

  /** After a failure, for a moment: calls are refused at once. */
  get isPausing(): boolean {
    return performance.now() < this.#notBefore;
  }

  /** What keeps it from ever working again in this process: a PIN that was refused, above all. */
  get fatal(): HsmTrouble | null {
    return this.#fatal;
  }

  /** @throws AppError vaultUnavailable */
  call<Op extends HsmOp>(request: Extract<HsmRequest, { op: Op }>): Promise<HsmResults[Op]> {
    if (this.#fatal !== null) return Promise.reject(unavailable(this.#fatal.reason));
    if (this.isPausing) return Promise.reject(unavailable('pause'));
    if (this.#waiting.length >= this.#limits.queue) return Promise.reject(unavailable('queueFull'));
    return new Promise<unknown>((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      try {
        this.#start();
        this.#next();
      } catch {
        // No process could be made (EAGAIN, ENOMEM): the same to whoever waits as one that crashed.
        this.#pause();
        this.#end('crashed');
      }
    }) as Promise<HsmResults[Op]>;
  }

  /** Ends the process. A later call starts another. */
  close(): void {
    this.#end('closed');
    this.#notBefore = 0;
  }

  #start(): void {
    if (this.#child !== null) return;
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name)));
    const child = fork(ENTRY, { env, execArgv: [], serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    this.#child = child;
    this.#isReady = false;
    this.#isLoggedIn = false;
    this.#startTimer = setTimeout(() => this.#fail(child, 'slowStart'), this.#limits.startMs);
    child.on('message', (message) => this.#onMessage(child, message as FromHsm));
    child.on('exit', () => this.#fail(child, 'crashed'));
    child.on('error', () => this.#fail(child, 'crashed'));
    const configure: ToHsm = { kind: 'configure', config: this.#config };
    child.send(configure);
  }

  #onMessage(child: ChildProcess, message: FromHsm): void {
    if (child !== this.#child) return;
    if (message.kind === 'ready') {
      clearTimeout(this.#startTimer);
      this.#isReady = true;
    } else if (message.id === this.#running?.id) {
      const { job, timer } = this.#running;
      clearTimeout(timer);
      this.#running = null;
      this.#isLoggedIn = true;
      if (message.kind === 'done') {
        this.#failures = 0;
        this.#notBefore = 0;
        job.resolve(message.value);
      } else {
        if (message.trouble.fatal) this.#fatal = message.trouble;
        if (message.trouble.away) this.#pause();
        job.reject(unavailable(message.trouble.reason));
        // What waited would each wait for the same.
        if (message.trouble.away) for (const { reject } of this.#waiting.splice(0)) reject(unavailable(message.trouble.reason));
      }
    }
    if (this.#fatal !== null) this.#end(this.#fatal.reason);
    this.#next();
  }

  #next(): void {
    const child = this.#child;
    if (child === null || !this.#isReady || this.#running !== null) return;
    const job = this.#waiting.shift();
    // An idle process keeps nobody from ending; it ends with whoever started it.
    if (job === undefined) {
      child.unref();
      child.channel?.unref();
      return;
    }
    child.ref();
    child.channel?.ref();
    this.#lastId += 1;
    const id = this.#lastId;
    this.#running = { job, id, timer: setTimeout(() => this.#fail(child, 'hung'), this.#limits.callMs) };
    const message: ToHsm = { kind: 'call', id, request: job.request };
    child.send(message, (error) => {
      if (error !== null) this.#fail(child, 'crashed');
    });
  }

  #fail(child: ChildProcess, reason: string): void {
    if (child !== this.#child) return;
    this.#pause();
    this.#end(reason);
  }

  #pause(): void {
    const pause = Math.min(this.#limits.pauseMs * 2 ** this.#failures, this.#limits.pauseMaxMs);
    this.#failures += 1;
    this.#notBefore = performance.now() + pause;
  }

  /** What is under way or waits fails now. */
  #end(reason: string): void {
    clearTimeout(this.#startTimer);
    const child = this.#child;
    this.#child = null;
    // Hung in native code it would not hear anything milder.
    child?.kill('SIGKILL');
    const jobs = this.#waiting.splice(0);
    if (this.#running !== null) {
      clearTimeout(this.#running.timer);
      jobs.unshift(this.#running.job);
      this.#running = null;
    }
    for (const { reject } of jobs) reject(unavailable(reason));
  }
}

/** Why is for the operator: whoever asked for something learns the code alone. */
export function unavailable(reason: string): AppError {
  return new AppError('vaultUnavailable', {}, new HsmFailure(reason));
}

/** The reason of `unavailable`; null of anything else. */
export function reasonOf(thrown: unknown): string | null {
  return thrown instanceof AppError && thrown.cause instanceof HsmFailure ? thrown.cause.message : null;
}
