import type { z } from 'zod';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { findModules, type FoundModule, type ModuleSearch } from '../../pkcs11/find-modules.ts';
import {
  fromModuleSchema,
  inspectionSchema,
  signOutcomeSchema,
  type Pkcs11ProcessConfig,
  type ToModule,
} from '../../pkcs11/pkcs11-rpc.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Pkcs11, Pkcs11Inspection, Pkcs11Module, Pkcs11SignOutcome, Pkcs11SignRequest } from '../../ports/pkcs11.ts';
import type { HostChild } from '../card-host-process/host-child.ts';

export interface Pkcs11ProcessDeps {
  /** Starts a process at src-main/pkcs11/pkcs11-process.ts (or its bundle). */
  readonly spawn: () => HostChild;
  readonly config: Pkcs11ProcessConfig;
  /** Where modules are looked for, asked each time: the settings may have changed. */
  readonly search: () => ModuleSearch;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<Pkcs11Limits>;
}

/** Milliseconds; a call's own includes the start of its process. */
interface Pkcs11Limits {
  readonly inspect: number;
  readonly sign: number;
  /** A process that nobody has asked anything for this long is ended. */
  readonly idle: number;
}
const LIMITS: Pkcs11Limits = { inspect: 10_000, sign: 60_000, idle: 30_000 };

type Call = Exclude<ToModule, { kind: 'configure' }>;
/** A call as it is asked; its number is given when it goes out. */
type Asked = Call extends infer C ? (C extends Call ? Omit<C, 'id'> : never) : never;

interface ModuleProcess {
  readonly path: string;
  readonly child: HostChild;
}

interface Pending {
  readonly id: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * PKCS#11 modules, each in a process of its own, one call at a time. A call is sent once: a module that hangs or crashes ends it,
 * and nothing is sent again.
 */
export class Pkcs11Process implements Pkcs11 {
  readonly #deps: Pkcs11ProcessDeps;
  readonly #limits: Pkcs11Limits;
  #queue: Promise<unknown> = Promise.resolve();
  #process: ModuleProcess | null = null;
  #pending: Pending | null = null;
  #nextId = 1;
  #idle: NodeJS.Timeout | undefined;
  /** Paths of the signatures that wait: a process that has seen a PIN lives on for these alone. */
  readonly #waiting: string[] = [];
  #closed = false;

  constructor(deps: Pkcs11ProcessDeps) {
    this.#deps = deps;
    this.#limits = { ...LIMITS, ...deps.limits };
  }

  async modules(): Promise<readonly Pkcs11Module[]> {
    return this.#find().map(({ moduleId, name, source }) => ({ moduleId, name, source }));
  }

  async inspect(moduleId: string): Promise<Pkcs11Inspection> {
    const { path } = this.#moduleOf(moduleId);
    const inspection = await this.#inTurn(() => this.#call({ kind: 'inspect', path }, inspectionSchema));
    return { moduleId, ...inspection };
  }

  async sign({ moduleId, ...request }: Pkcs11SignRequest): Promise<Pkcs11SignOutcome> {
    const input = { ...request, data: Uint8Array.from(request.data), pin: Uint8Array.from(request.pin) };
    request.pin.fill(0);
    try {
      const { path } = this.#moduleOf(moduleId);
      this.#waiting.push(path);
      return await this.#inTurn(async () => {
        this.#waiting.shift();
        try {
          return await this.#call({ kind: 'sign', path, input }, signOutcomeSchema);
        } finally {
          // The PIN was a string in there for a moment, which nobody can overwrite: the process takes it along.
          if (this.#waiting[0] !== path) this.#end();
        }
      });
    } finally {
      input.pin.fill(0);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#end();
    await this.#queue;
  }

  #find(): readonly FoundModule[] {
    return findModules(this.#deps.search());
  }

  #moduleOf(moduleId: string): FoundModule {
    const found = this.#find().find((candidate) => candidate.moduleId === moduleId);
    if (found === undefined) throw new AppError('moduleUnreadable');
    return found;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #call<T>(asked: Asked, schema: z.ZodType<T>): Promise<T> {
    if (this.#closed) throw new AppError('notAvailable');
    clearTimeout(this.#idle);
    if (this.#process?.path !== asked.path) this.#end();
    this.#process ??= this.#start(asked.path);
    const { child } = this.#process;
    let timer: NodeJS.Timeout | undefined;
    try {
      const value = await new Promise<unknown>((resolve, reject) => {
        const id = this.#nextId++;
        this.#pending = { id, resolve, reject };
        timer = setTimeout(() => this.#hang(asked.kind), this.#limits[asked.kind]);
        child.post({ ...asked, id } satisfies ToModule);
        // The message is on its way, or will never be.
        if (asked.kind === 'sign') asked.input.pin.fill(0);
      });
      const checked = schema.safeParse(value);
      if (!checked.success) throw new AppError('moduleFailed');
      return checked.data;
    } finally {
      clearTimeout(timer);
      this.#pending = null;
      this.#idle = setTimeout(() => this.#end(), this.#limits.idle);
      this.#idle.unref();
    }
  }

  #start(path: string): ModuleProcess {
    const child = this.#deps.spawn();
    child.onMessage((received) => {
      if (this.#process?.child === child) this.#receive(received);
    });
    child.onExit(() => {
      if (this.#process?.child !== child) return;
      this.#process = null;
      this.#deps.log.event('pkcs11.died');
      this.#pending?.reject(new AppError('moduleCrashed'));
    });
    child.post({ kind: 'configure', config: this.#deps.config } satisfies ToModule);
    return { path, child };
  }

  #receive(received: unknown): void {
    const message = fromModuleSchema.safeParse(received);
    if (!message.success || message.data.kind === 'ready' || message.data.id !== this.#pending?.id) return;
    if (message.data.kind === 'done') this.#pending.resolve(message.data.value);
    else this.#pending.reject(new AppError(message.data.problem.code, message.data.problem.details));
  }

  #hang(method: Call['kind']): void {
    this.#deps.log.event('pkcs11.hangs', { method });
    this.#pending?.reject(new AppError('moduleHung'));
    this.#end();
  }

  /** Ends the process; what it was asked, if anything, has ended with it. */
  #end(): void {
    clearTimeout(this.#idle);
    const ended = this.#process;
    this.#process = null;
    ended?.child.kill();
    this.#pending?.reject(new AppError('moduleCrashed'));
  }
}
