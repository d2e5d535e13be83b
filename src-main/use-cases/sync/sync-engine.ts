import { toProblem } from '../../../src-shared/errors/app-error.ts';
import type { ChangeFeed } from '../../ports/change-feed.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LocalStore } from '../../ports/local-store.ts';
import { bugOf, type Log } from '../../ports/log.ts';
import { failureKind } from './failure-kind.ts';
import { pauseLength } from './pause-length.ts';
import { syncRound } from './sync-round.ts';
import type { SyncState } from './sync-state.ts';

export interface SyncEngineDeps {
  /** Copy of the account that is signed in. The engine's alone for writing objects and for the outbox's verdicts. */
  readonly store: LocalStore;
  readonly feed: ChangeFeed;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly onState: (state: SyncState) => void;
  /** Objects or outbox changed: whoever shows them reads them again. */
  readonly onChanged: () => void;
  /** Milliseconds between rounds when nobody calls for one. */
  readonly restMs?: number;
}

const REST_MS = 60_000;

/**
 * Keeps one copy and the authority together for as long as its account is signed in: rounds, pauses after failures, a rest in between.
 * One engine for each account and sign-in; at a sign-out or a switch it is stopped, and the outbox of its account waits for the next one.
 */
export class SyncEngine {
  readonly #deps: SyncEngineDeps;
  readonly #stop = new AbortController();
  #running: Promise<void> | null = null;
  #state: SyncState = { phase: 'resting', problem: null, nextAt: null, syncedAt: null, waiting: 0, conflicts: 0, refused: 0 };
  #failures = 0;
  /** Set when a round was asked for while one was under way. */
  #wanted = false;
  #rouse: () => void = () => undefined;

  constructor(deps: SyncEngineDeps) {
    this.#deps = deps;
  }

  get state(): SyncState {
    return this.#state;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Something is to be sent, the network is back, the authority says that something changed, a person has signed in again. */
  wake(): void {
    this.#wanted = true;
    this.#rouse();
  }

  /** Ends it; replies that are under way are dropped. When it resolves, the store is no longer used. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#rouse();
    await this.#running;
    this.#tell({ phase: 'stopped', nextAt: null });
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      this.#wanted = false;
      const thrown = await this.#round();
      if (signal.aborted) return;
      await this.#rest(thrown);
    }
  }

  /** @returns what ended it, or null when it came to its end */
  async #round(): Promise<{ readonly thrown: unknown } | null> {
    const { store, feed, clock, onChanged } = this.#deps;
    const { signal } = this.#stop;
    try {
      await syncRound({ store, feed, clock, signal, onChanged, onPhase: (phase) => this.#tell({ phase, nextAt: null }) });
      return null;
    } catch (thrown) {
      return signal.aborted ? null : { thrown: await this.#mended(thrown) };
    }
  }

  /** A damaged copy is made anew; the next round fills it. @returns what still stands in the way */
  async #mended(thrown: unknown): Promise<unknown> {
    if (failureKind(thrown) !== 'damaged') return thrown;
    try {
      await this.#deps.store.rebuild();
      this.#deps.onChanged();
      return thrown;
    } catch (again) {
      return again;
    }
  }

  async #rest(failed: { readonly thrown: unknown } | null): Promise<void> {
    const { clock, random, log } = this.#deps;
    await this.#count();
    if (failed === null) {
      this.#failures = 0;
      const ms = this.#deps.restMs ?? REST_MS;
      this.#tell({ phase: 'resting', problem: null, nextAt: clock.now() + ms });
      await this.#until(ms);
      return;
    }
    const { thrown } = failed;
    this.#failures++;
    const problem = toProblem(thrown);
    const kind = failureKind(thrown);
    log.event('sync.failed', { code: problem.code, failures: this.#failures, bug: kind === 'bug' ? bugOf(thrown) : null });
    if (kind === 'person') {
      this.#tell({ phase: 'person', problem, nextAt: null });
      await this.#until(null);
      return;
    }
    const ms = pauseLength(this.#failures, random(), thrown);
    this.#tell({ phase: 'pausing', problem, nextAt: clock.now() + ms });
    await this.#until(ms);
  }

  /** Waits, until somebody calls. */
  async #until(ms: number | null): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#rouse = resolve;
    if (!this.#wanted && !this.#stop.signal.aborted) await Promise.race([promise, ...(ms === null ? [] : [this.#deps.clock.sleep(ms)])]);
    this.#rouse = () => undefined;
  }

  /** Age and numbers, as the copy has them; where it cannot be read, they stay as they were. */
  async #count(): Promise<void> {
    const { store, log } = this.#deps;
    try {
      const { syncedAt } = await store.mark();
      const changes = await store.changes();
      const of = (...states: readonly string[]): number => changes.filter(({ state }) => states.includes(state)).length;
      this.#tell({ syncedAt, waiting: of('waiting', 'sending'), conflicts: of('conflict'), refused: of('refused') });
    } catch (thrown) {
      log.event('sync.uncounted', { code: toProblem(thrown).code });
    }
  }

  #tell(change: Partial<SyncState>): void {
    this.#state = { ...this.#state, ...change };
    this.#deps.onState(this.#state);
  }
}
