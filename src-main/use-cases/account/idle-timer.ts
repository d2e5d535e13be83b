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

  constructor(clock: Clock, onState: (state: IdleState) => void, limitMs?: number) {
    this.#clock = clock;
    this.#watch = new IdleWatch({ clock, onState: (state) => !this.#stopped && onState(state), warningMs: WARNING_MS, ...(limitMs === undefined ? {} : { limitMs }) });
    void this.#run();
  }

  /** When the warning appears and when the session ends, by the wall clock, if nothing happens until then. */
  times(): { readonly warnsAt: number; readonly endsAt: number } {
    const state = this.#watch.check();
    const now = this.#clock.now();
    if (state.kind === 'warning') return { warnsAt: now + state.leftMs - WARNING_MS, endsAt: now + state.leftMs };
    const warnsAt = now + (this.#watch.nextCheckMs() ?? 0);
    return { warnsAt, endsAt: state.kind === 'ended' ? now : warnsAt + WARNING_MS };
  }

  present(presence: Presence): void {
    const watch = this.#watch;
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
    return this.#watch.extend();
  }

  stop(): void {
    this.#stopped = true;
  }

  async #run(): Promise<void> {
    for (let ms = this.#watch.nextCheckMs(); ms !== null && !this.#stopped; ms = this.#watch.nextCheckMs()) {
      await this.#clock.sleep(ms);
      if (!this.#stopped) this.#watch.check();
    }
  }
}
