import type { Clock } from '../../ports/clock.ts';
import { IdleWatch, type IdleState } from '../idle/idle-watch.ts';

/** What the window and the system tell of the person. */
export type Presence = 'touch' | 'suspend' | 'resume' | 'lock' | 'unlock';

const WARNING_MS = 2 * 60_000;

/** The watch of one sign-in with its timer. `stop` ends it; the state is told when it changes by itself. */
export class IdleTimer {
  readonly #clock: Clock;
  readonly #watch: IdleWatch;
  #stopped = false;
  /** When the watch looked at the clocks last, by the wall clock: what it says is as of then. */
  #lookedAt: number;

  constructor(clock: Clock, onState: (state: IdleState) => void, limitMs?: number) {
    this.#clock = clock;
    this.#lookedAt = clock.now();
    this.#watch = new IdleWatch({ clock, onState: (state) => !this.#stopped && onState(state), warningMs: WARNING_MS, ...(limitMs === undefined ? {} : { limitMs }) });
    void this.#run();
  }

  /** When the warning appears and when the session ends, by the wall clock, if nothing happens until then. */
  times(): { readonly warnsAt: number; readonly endsAt: number } {
    const { state } = this.#watch;
    const endsIn = state.kind === 'warning' ? state.leftMs : state.kind === 'ended' ? 0 : (this.#watch.nextCheckMs() ?? 0) + WARNING_MS;
    const endsAt = this.#lookedAt + endsIn;
    return { warnsAt: endsAt - WARNING_MS, endsAt };
  }

  present(presence: Presence): void {
    const watch = this.#look();
    switch (presence) {
      case 'touch':
        return watch.activity();
      case 'suspend':
        return watch.suspend();
      case 'resume':
        return watch.resume();
      case 'lock':
        return watch.lock();
      case 'unlock':
        return watch.unlock();
    }
  }

  /** @returns false when it had ended */
  extend(): boolean {
    return this.#look().extend();
  }

  stop(): void {
    this.#stopped = true;
  }

  #look(): IdleWatch {
    this.#lookedAt = this.#clock.now();
    return this.#watch;
  }

  async #run(): Promise<void> {
    for (let ms = this.#watch.nextCheckMs(); ms !== null && !this.#stopped; ms = this.#watch.nextCheckMs()) {
      await this.#clock.sleep(ms);
      if (!this.#stopped) this.#look().check();
    }
  }
}
