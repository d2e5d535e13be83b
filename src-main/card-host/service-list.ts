import { AppError, toProblem } from '../../src-shared/errors/app-error.ts';
import type { Problem } from '../../src-shared/errors/error-table.ts';
import type { Clock } from '../ports/clock.ts';
import { bugOf, type Log } from '../ports/log.ts';
import { PcscError, type ReaderStatus, type SmartCardService } from '../ports/smart-card-service.ts';

/** A service that was not there is asked again after these waits, the last one for ever (PC/SC stops and starts as it likes). */
const SERVICE_WAITS_MS: readonly number[] = [500, 1000, 2000];
const SERVICE_WAIT_MAX_MS = 5000;
/** A list is a question to a process of this machine. One that takes longer hangs, and is not waited for any more. */
export const LIST_LIMIT_MS = 1000;

/** What a service said last. `readers`: null while it is not there. */
export interface ServiceState {
  readonly readers: readonly ReaderStatus[] | null;
  readonly problem: Problem | null;
}

/** The readers of one service, kept up to date on their own: another service that is absent or hangs changes nothing here. */
export class ServiceList {
  readonly service: SmartCardService;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #onListed: () => void;
  #unwatch: () => void = () => undefined;
  #state: ServiceState | null = null;
  #late = false;
  #listing: Promise<void> | null = null;
  #again = false;
  #waiting = false;
  #stopped = false;

  constructor(service: SmartCardService, deps: { readonly clock: Clock; readonly log: Log; readonly onListed: () => void }) {
    this.service = service;
    this.#clock = deps.clock;
    this.#log = deps.log;
    this.#onListed = deps.onListed;
  }

  /** Null until the service has said something, or has let its time pass. */
  get state(): ServiceState | null {
    return this.#state ?? (this.#late ? ABSENT : null);
  }

  start(): void {
    this.#unwatch = this.service.watch(() => void this.#list());
    void this.settled();
  }

  stop(): void {
    this.#stopped = true;
    this.#unwatch();
  }

  /** Lists once more from now, and resolves when that is done; a service that hangs is waited for `LIST_LIMIT_MS`, once. */
  async settled(): Promise<void> {
    const listed = this.#list();
    if (this.#late) return;
    const outcome = await Promise.race([listed.then(() => 'listed' as const), this.#clock.sleep(LIST_LIMIT_MS)]);
    if (outcome === 'listed' || this.#listing === null || this.#stopped || this.#late) return;
    this.#late = true;
    this.#log.event('card.service.hangs');
    this.#onListed();
  }

  /** Calls while a listing is under way share the next one. */
  #list(): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    if (this.#listing !== null) {
      this.#again = true;
      return this.#listing;
    }
    this.#listing = this.#listUntilCurrent().finally(() => (this.#listing = null));
    return this.#listing;
  }

  async #listUntilCurrent(): Promise<void> {
    do {
      this.#again = false;
      const state = await this.#listOnce();
      this.#late = false;
      if (this.#stopped) return;
      this.#state = state;
      this.#onListed();
    } while (this.#again);
    if (this.#state?.readers === null) void this.#waitForService();
  }

  async #listOnce(): Promise<ServiceState> {
    try {
      return { readers: await this.service.listReaders(), problem: null };
    } catch (error) {
      // Of an obstacle the service tells the code; every other way of not being there is "absent".
      const problem = error instanceof AppError ? toProblem(error) : ABSENT.problem;
      if (problem.code !== this.#state?.problem?.code) {
        this.#log.event('card.service.absent', { why: error instanceof PcscError ? error.scard : bugOf(error), code: problem.code });
      }
      return { readers: null, problem };
    }
  }

  async #waitForService(): Promise<void> {
    if (this.#waiting) return;
    this.#waiting = true;
    for (let round = 0; this.#state?.readers === null && !this.#stopped; round++) {
      await this.#clock.sleep(SERVICE_WAITS_MS[round] ?? SERVICE_WAIT_MAX_MS);
      await this.#list();
    }
    this.#waiting = false;
  }
}

const ABSENT = { readers: null, problem: { code: 'serviceAbsent', details: {} } } as const satisfies ServiceState;
