import { AppError } from '../../../src-shared/errors/app-error.ts';
import { fromKeyringSchema, isKeyringName, secretSchema, type FromKeyring, type KeyringCall, type ToKeyring } from '../../keyring/keyring-rpc.ts';
import type { Keyring, KeyringTrouble } from '../../ports/keyring.ts';
import type { Log } from '../../ports/log.ts';
import type { HostChild } from '../card-host-process/host-child.ts';
import { keyringMemory } from '../keyring-memory/keyring-memory.ts';

export interface KeyringProcessDeps {
  /** Starts a process at src-main/keyring/keyring-process.ts (or its bundle), under LC_ALL=C and with the session's bus. */
  readonly spawn: () => HostChild;
  /** Native part of @github/keytar. */
  readonly nativePath: string;
  readonly log: Log;
  readonly limits?: Partial<KeyringLimits>;
}

/** Milliseconds; a call's own includes the start of its process. */
interface KeyringLimits {
  readonly call: number;
  /** A process that nobody has asked anything for this long is ended. */
  readonly idle: number;
}
const LIMITS: KeyringLimits = { call: 3_000, idle: 10_000 };

/** How long a person may take to open a locked keyring when they have asked for it themselves, in milliseconds. */
const PATIENT_MS = 60_000;

/**
 * The keyring of the system, proved by a secret kept, read and forgotten; else one in memory that says why. Never throws.
 * @param patient a person has asked for it, and may be asked for their password by the keyring
 */
export async function openKeyring(deps: KeyringProcessDeps, patient = false): Promise<Keyring> {
  const keyring = new KeyringProcess(deps);
  const trouble = await keyring.probe(patient ? PATIENT_MS : undefined);
  if (trouble === null) return keyring;
  deps.log.event('keyring.memory', { why: trouble });
  await keyring.close();
  return keyringMemory(trouble);
}

interface Pending {
  readonly id: number;
  readonly resolve: (message: FromKeyring | KeyringTrouble) => void;
}

/** One call at a time in a process of its own: a keyring that hangs takes nothing else with it, and can be ended. */
class KeyringProcess implements Keyring {
  readonly kind = 'system';
  readonly whyMemory = null;
  readonly #deps: KeyringProcessDeps;
  readonly #limits: KeyringLimits;
  #queue: Promise<unknown> = Promise.resolve();
  #child: HostChild | null = null;
  #pending: Pending | null = null;
  #nextId = 1;
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(deps: KeyringProcessDeps) {
    this.#deps = deps;
    this.#limits = { ...LIMITS, ...deps.limits };
  }

  /** Null, or what stands in the way. */
  async probe(limit = this.#limits.call): Promise<KeyringTrouble | null> {
    const answer = await this.#inTurn({ kind: 'probe' }, limit);
    if (typeof answer === 'string') return answer;
    return answer.kind === 'failed' ? answer.trouble : answer.value === true ? null : 'failed';
  }

  async get(name: string): Promise<string | null> {
    const value = await this.#call({ kind: 'get', name });
    return typeof value === 'string' ? value : null;
  }

  async set(name: string, secret: string): Promise<void> {
    if (!secretSchema.safeParse(secret).success) throw new AppError('callRejected');
    await this.#call({ kind: 'set', name, secret });
  }

  async delete(name: string): Promise<boolean> {
    return (await this.#call({ kind: 'delete', name })) === true;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#end('failed');
    await this.#queue;
  }

  async #call(call: Exclude<KeyringCall, { kind: 'probe' }>): Promise<string | boolean | null> {
    if (this.#closed || !isKeyringName(call.name)) throw new AppError('callRejected');
    const answer = await this.#inTurn(call);
    const trouble = typeof answer === 'string' ? answer : answer.kind === 'failed' ? answer.trouble : null;
    if (trouble !== null) {
      this.#deps.log.event('keyring.trouble', { call: call.kind, why: trouble });
      throw new AppError('keyringUnavailable', { why: trouble });
    }
    return typeof answer === 'object' && answer.kind === 'done' ? answer.value : null;
  }

  #inTurn(call: KeyringCall, limit = this.#limits.call): Promise<FromKeyring | KeyringTrouble> {
    const turn = this.#queue.then(() => this.#askFresh(call, limit));
    this.#queue = turn;
    return turn;
  }

  /** libsecret goes on speaking to the daemon it met first, though it be dead and another there: after a trouble its process goes, too. */
  async #askFresh(call: KeyringCall, limit: number): Promise<FromKeyring | KeyringTrouble> {
    const used = this.#child !== null;
    const answer = await this.#ask(call, limit);
    if (typeof answer === 'string' || answer.kind === 'done') return answer;
    this.#end('failed');
    // Each call says what is to be, not what is to change: asked twice, the outcome is the same.
    return used && answer.trouble === 'noService' ? this.#ask(call, limit) : answer;
  }

  async #ask(call: KeyringCall, limit: number): Promise<FromKeyring | KeyringTrouble> {
    if (this.#closed) return 'failed';
    clearTimeout(this.#idle);
    const child = (this.#child ??= this.#start());
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<FromKeyring | KeyringTrouble>((resolve) => {
        const id = this.#nextId++;
        this.#pending = { id, resolve };
        timer = setTimeout(() => this.#end('hung'), limit);
        child.post({ id, nativePath: this.#deps.nativePath, call } satisfies ToKeyring);
      });
    } finally {
      clearTimeout(timer);
      this.#pending = null;
      this.#idle = setTimeout(() => this.#end('failed'), this.#limits.idle);
      this.#idle.unref();
    }
  }

  #start(): HostChild {
    const child = this.#deps.spawn();
    child.onMessage((received) => {
      const message = fromKeyringSchema.safeParse(received);
      if (message.success && this.#child === child && message.data.id === this.#pending?.id) this.#pending.resolve(message.data);
    });
    child.onExit(() => {
      if (this.#child === child) this.#end('crashed');
    });
    return child;
  }

  /** Ends the process; the call that is under way, if any, ends with `why`. */
  #end(why: KeyringTrouble): void {
    clearTimeout(this.#idle);
    const ended = this.#child;
    this.#child = null;
    ended?.kill();
    this.#pending?.resolve(why);
  }
}
