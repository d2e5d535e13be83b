import type { PinCounter, PinOutcome } from '../../../src-shared/domain/views.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import {
  fromHostSchema,
  METHODS,
  type FromHost,
  type HostConfig,
  type MethodName,
  type ToHost,
} from '../../card-host/card-host-rpc.ts';
import { overwriteBytes } from '../../card-host/overwrite-bytes.ts';
import type { ApplyOutcome, CardHost, CardSnapshot, PinEntryInput, SignOutcome } from '../../ports/card-host.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { HostChild } from './host-child.ts';

export interface CardHostProcessDeps {
  readonly spawn: () => HostChild;
  readonly config: HostConfig;
  readonly clock: Clock;
  readonly log: Log;
}

/** Waits before the second and later starts; when all are used up the card service is called absent until `refresh`. */
export const RESTART_WAITS_MS: readonly number[] = [100, 300, 1000, 3000, 5000];
/** A process that lived this long counts as sound: the waits begin anew after it. */
const SOUND_AFTER_MS = 30_000;
/** No call takes longer unless a card library hangs; then the process is ended, which ends the call. */
const CALL_LIMIT_MS = 60_000;
const WATCH_EVERY_MS = 1000;
const CLOSE_LIMIT_MS = 3000;

const EMPTY: CardSnapshot = { service: 'starting', serviceProblem: null, readers: [], tokens: [] };
const ABSENT: CardSnapshot = { ...EMPTY, service: 'noService', serviceProblem: { code: 'serviceAbsent', details: {} } };

interface PendingCall {
  readonly method: MethodName;
  readonly since: number;
  /** Of an entry of a PIN or PUK: the counter that the person saw. */
  readonly before: PinCounter | null;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type CallResult<M extends MethodName> = Awaited<ReturnType<CardHost[M]>>;

/** The card host in a process of its own. Starts it, starts it again, and never repeats a call on its own account. */
export class CardHostProcess implements CardHost {
  readonly #deps: CardHostProcessDeps;
  readonly #changeListeners = new Set<(snapshot: CardSnapshot) => void>();
  readonly #restartListeners = new Set<() => void>();
  readonly #pending = new Map<number, PendingCall>();
  #nextId = 1;
  #child: HostChild | null = null;
  /** Resolves with the process that is ready; null once it was given up. */
  #ready: Promise<HostChild | null>;
  #setReady: (child: HostChild | null) => void = () => undefined;
  #startedAt = 0;
  #isReady = false;
  #failures = 0;
  #hadOne = false;
  #watching = false;
  #closed = false;

  constructor(deps: CardHostProcessDeps) {
    this.#deps = deps;
    this.#ready = this.#notReady();
    this.#start();
  }

  snapshot(): Promise<CardSnapshot> {
    return this.#call('snapshot', []);
  }

  onChange(listener: (snapshot: CardSnapshot) => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  onRestart(listener: () => void): () => void {
    this.#restartListeners.add(listener);
    return () => this.#restartListeners.delete(listener);
  }

  async refresh(): Promise<void> {
    if (this.#child === null && !this.#closed && (await this.#ready) === null) {
      this.#failures = 0;
      this.#ready = this.#notReady();
      this.#start();
    }
    return this.#call('refresh', []);
  }

  holdPin(pin: Uint8Array): Promise<void> {
    return this.#call('holdPin', [Uint8Array.from(pin)]);
  }

  dropPin(): Promise<void> {
    return this.#call('dropPin', []);
  }

  pinHeld(): Promise<boolean> {
    return this.#call('pinHeld', []);
  }

  readCounter(serial: string): ReturnType<CardHost['readCounter']> {
    return this.#call('readCounter', [serial]);
  }

  requestChallenge(serial: string): ReturnType<CardHost['requestChallenge']> {
    return this.#call('requestChallenge', [serial]);
  }

  applyUnblock(input: Parameters<CardHost['applyUnblock']>[0]): Promise<ApplyOutcome> {
    const own = { challenge: Uint8Array.from(input.challenge), cryptogram: Uint8Array.from(input.cryptogram) };
    return this.#call('applyUnblock', [{ ...input, ...own }]);
  }

  verifyPin(input: Parameters<CardHost['verifyPin']>[0]): Promise<PinOutcome> {
    return this.#call('verifyPin', [{ ...input, pin: Uint8Array.from(input.pin) }], beforeOf(input));
  }

  changePin(input: Parameters<CardHost['changePin']>[0]): Promise<PinOutcome> {
    const own = { current: Uint8Array.from(input.current), next: Uint8Array.from(input.next) };
    return this.#call('changePin', [{ ...input, ...own }], beforeOf(input));
  }

  unblockByPuk(input: Parameters<CardHost['unblockByPuk']>[0]): Promise<PinOutcome> {
    const own = { puk: Uint8Array.from(input.puk), next: Uint8Array.from(input.next) };
    return this.#call('unblockByPuk', [{ ...input, ...own }], beforeOf(input));
  }

  signWithPin(input: Parameters<CardHost['signWithPin']>[0]): Promise<SignOutcome> {
    const own = { pin: Uint8Array.from(input.pin), message: Uint8Array.from(input.message) };
    return this.#call('signWithPin', [{ ...input, ...own }], beforeOf(input));
  }

  inspect(): ReturnType<CardHost['inspect']> {
    return this.#call('inspect', []);
  }

  release(): Promise<void> {
    return this.#call('release', []);
  }

  setVirtualInserted(readerId: string, inserted: boolean): Promise<void> {
    return this.#call('setVirtualInserted', [readerId, inserted]);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const child = this.#child;
    // Gives the token back in an orderly way if it can; the end of the process does it otherwise.
    if (child !== null && this.#isReady) await Promise.race([this.#call('close', []), this.#deps.clock.sleep(CLOSE_LIMIT_MS)]);
    this.#setReady(null);
    child?.kill();
  }

  #notReady(): Promise<HostChild | null> {
    this.#isReady = false;
    return new Promise((resolve) => (this.#setReady = resolve));
  }

  #start(): void {
    const child = this.#deps.spawn();
    this.#child = child;
    this.#startedAt = this.#deps.clock.monotonic();
    child.onMessage((message) => this.#receive(child, message));
    child.onExit(() => void this.#onExit(child));
    this.#post(child, { kind: 'configure', config: this.#deps.config });
    void this.#watch();
  }

  /**
   * Sends one call, once. Bytes among the arguments are this object's own (the caller may overwrite its bytes before a process is
   * ready to take them) and are overwritten as soon as they are on their way, or will never be.
   */
  async #call<M extends MethodName>(
    method: M,
    args: Parameters<CardHost[M]>,
    before: PinCounter | null = null,
  ): Promise<CallResult<M>> {
    try {
      const child = await this.#ready;
      if (child === null) throw new AppError('serviceAbsent');
      const answer = new Promise<unknown>((resolve, reject) => {
        const id = this.#nextId++;
        this.#pending.set(id, { method, since: this.#deps.clock.monotonic(), before, resolve, reject });
        this.#post(child, { kind: 'call', id, method, args });
      });
      overwriteBytes(args);
      void this.#watch();
      return (await answer) as CallResult<M>;
    } finally {
      overwriteBytes(args);
    }
  }

  #receive(child: HostChild, received: unknown): void {
    if (child !== this.#child) return;
    const parsed = fromHostSchema.safeParse(received);
    if (!parsed.success) {
      this.#deps.log.event('cardHost.message.refused');
      return;
    }
    const message: FromHost = parsed.data;
    switch (message.kind) {
      case 'ready':
        this.#onReady(child);
        return;
      case 'changed':
        this.#tell(message.snapshot);
        return;
      case 'log':
        this.#deps.log.event(message.name, message.fields);
        return;
      case 'done':
      case 'failed':
        this.#settle(message);
        return;
    }
  }

  #settle(message: FromHost & { kind: 'done' | 'failed' }): void {
    const call = this.#pending.get(message.id);
    if (call === undefined) return;
    this.#pending.delete(message.id);
    if (message.kind === 'failed') {
      call.reject(new AppError(message.problem.code, message.problem.details));
      return;
    }
    const value = METHODS[call.method].result.safeParse(message.value);
    if (value.success) call.resolve(value.data);
    // An act that ended in words nobody understands has an outcome all the same: nobody knows which.
    else if (call.method === 'applyUnblock') call.resolve({ kind: 'unknown', because: 'serviceStopped' } satisfies ApplyOutcome);
    else if (call.before !== null) call.resolve(lostEntry(call.before, 'serviceStopped'));
    else call.reject(new AppError('internal'));
  }

  #onReady(child: HostChild): void {
    this.#isReady = true;
    this.#setReady(child);
    if (this.#hadOne) for (const listener of this.#restartListeners) listener();
    this.#hadOne = true;
  }

  async #onExit(child: HostChild): Promise<void> {
    if (child !== this.#child) return;
    this.#child = null;
    if (this.#isReady) this.#ready = this.#notReady();
    for (const [id, call] of this.#pending) {
      this.#pending.delete(id);
      endByDeath(call);
    }
    if (this.#closed) {
      this.#setReady(null);
      return;
    }
    const sound = this.#deps.clock.monotonic() - this.#startedAt >= SOUND_AFTER_MS;
    this.#failures = sound ? 1 : this.#failures + 1;
    this.#deps.log.event('cardHost.died', { failures: this.#failures });
    const wait = RESTART_WAITS_MS[this.#failures - 1];
    this.#tell(wait === undefined ? ABSENT : EMPTY);
    if (wait === undefined) {
      this.#setReady(null);
      return;
    }
    await this.#deps.clock.sleep(wait);
    if (this.#closed) this.#setReady(null);
    else this.#start();
  }

  /** Ends a process that does not get ready or does not answer. Runs only while something is awaited. */
  async #watch(): Promise<void> {
    if (this.#watching) return;
    this.#watching = true;
    const { clock } = this.#deps;
    while (!this.#closed && this.#child !== null && (!this.#isReady || this.#pending.size > 0)) {
      await clock.sleep(WATCH_EVERY_MS);
      const [oldest] = this.#pending.values();
      const since = this.#isReady ? oldest?.since : this.#startedAt;
      if (since !== undefined && clock.monotonic() - since > CALL_LIMIT_MS) {
        this.#deps.log.event('cardHost.hangs', { method: oldest?.method ?? 'start' });
        this.#child?.kill();
      }
    }
    this.#watching = false;
  }

  #post(child: HostChild, message: ToHost): void {
    child.post(message);
  }

  #tell(snapshot: CardSnapshot): void {
    for (const listener of this.#changeListeners) listener(snapshot);
  }
}

/** What the person saw is what the counter was, as far as anybody knows here. */
const beforeOf = ({ triesShown }: PinEntryInput): PinCounter => ({ triesLeft: triesShown, triesMax: null });

/** An entry whose end nobody heard: the counter will tell whether a try was spent. */
const lostEntry = (before: PinCounter | null, because: 'cardHostRestarted' | 'serviceStopped'): PinOutcome & SignOutcome => ({
  kind: 'unknown',
  because,
  before: before ?? { triesLeft: null, triesMax: null },
});

/** What a call becomes when its process dies under it: nothing is sent again. */
function endByDeath(call: PendingCall): void {
  switch (call.method) {
    case 'applyUnblock':
      // The act may have happened in whole or in part: only the counter can tell.
      call.resolve({ kind: 'unknown', because: 'serviceStopped' } satisfies ApplyOutcome);
      return;
    case 'verifyPin':
    case 'changePin':
    case 'unblockByPuk':
    case 'signWithPin':
      call.resolve(lostEntry(call.before, 'cardHostRestarted'));
      return;
    case 'dropPin':
    case 'release':
    case 'close':
      // The PIN and the hold went with the process.
      call.resolve(undefined);
      return;
    case 'pinHeld':
      call.resolve(false);
      return;
    case 'snapshot':
    case 'refresh':
    case 'holdPin':
    case 'readCounter':
    case 'requestChallenge':
    case 'inspect':
    case 'setVirtualInserted':
      call.reject(new AppError('cardHostRestarted'));
      return;
  }
}
