import type { ConflictView } from '../../../src-shared/domain/account-views.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { ChangeFeed } from '../../ports/change-feed.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LocalStore, SetAside } from '../../ports/local-store.ts';
import type { Log } from '../../ports/log.ts';
import { SyncEngine } from '../sync/sync-engine.ts';
import type { SyncState } from '../sync/sync-state.ts';

export interface CopyDeps {
  readonly store: LocalStore;
  readonly feed: ChangeFeed;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** State or content changed. */
  readonly onChange: (what: 'state' | 'content') => void;
  readonly restMs?: number;
}

/** Longest wait for a round that a person has asked for, in milliseconds: then the screen shows what is there. */
const ROUND_MS = 8_000;

/** The copy of who is signed in, with the engine that keeps it in step. */
export class OpenCopy {
  readonly store: LocalStore;
  readonly #engine: SyncEngine;
  readonly #clock: Clock;
  /** Of this opening; told until the sign-in ends, though the store tells it once. */
  readonly setAside: SetAside | null;
  conflicts: readonly ConflictView[] = [];
  /** Who waits for the end of a round. */
  readonly #rounds = new Set<() => void>();

  constructor(deps: CopyDeps) {
    this.store = deps.store;
    this.#clock = deps.clock;
    this.setAside = deps.store.opening().setAside;
    this.#engine = new SyncEngine({
      ...deps,
      onState: (state) => {
        this.#follow(state);
        deps.onChange('state');
      },
      onChanged: () => deps.onChange('content'),
    });
  }

  get sync(): SyncState {
    return this.#engine.state;
  }

  start(): void {
    this.#engine.start();
    // It is on screen from here on; another start does not tell it again.
    if (this.setAside !== null) void this.store.acknowledgeSetAside().catch(() => undefined);
  }

  wake(): void {
    this.#engine.wake();
  }

  /** Asks for a round, and waits until one that began after this has ended, or for a while. */
  async round(): Promise<void> {
    if (this.sync.phase === 'stopped') return;
    const underWay = this.sync.phase === 'pulling' || this.sync.phase === 'pushing';
    const ended = this.#roundEnd();
    this.wake();
    // One under way may have read before what is waited for: the next one counts.
    await Promise.race([underWay ? ended.then(() => this.#roundEnd()) : ended, this.#clock.sleep(ROUND_MS)]);
  }

  /** As `round`, where there is somebody to ask. @throws AppError why the authority could not be asked */
  async refresh(): Promise<void> {
    await this.round();
    const { problem } = this.sync;
    if (problem !== null) throw new AppError(problem.code, problem.details);
  }

  async stop(): Promise<void> {
    await this.#engine.stop();
  }

  #roundEnd(): Promise<void> {
    return new Promise((resolve) => this.#rounds.add(resolve));
  }

  #follow(state: SyncState): void {
    if (state.phase === 'pulling' || state.phase === 'pushing') return;
    const waiting = [...this.#rounds];
    this.#rounds.clear();
    for (const resolve of waiting) resolve();
  }
}
