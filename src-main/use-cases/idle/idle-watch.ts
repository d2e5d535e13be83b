import type { Clock } from '../../ports/clock.ts';

/** `active`, `warning` (time left is shown), or `ended`: what is shown has to be wiped. An end is for good: the next sign-in has a watch of its own. */
export type IdleState =
  | { readonly kind: 'active' }
  | { readonly kind: 'warning'; readonly leftMs: number }
  | { readonly kind: 'ended'; readonly why: 'idle' | 'authority' };

export interface IdleWatchDeps {
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly onState: (state: IdleState) => void;
  readonly limitMs?: number;
  /** How long before the end the warning comes. */
  readonly warningMs?: number;
}

const LIMIT_MS = 30 * 60_000;
const WARNING_MS = 2 * 60_000;

/**
 * Ends a sign-in that nobody uses. Time without activity is added up from one look to the next, each time by the clock that went further:
 * sleep counts though the monotonic clock of some systems stands still in it, and a wall clock that is set back takes nothing off. A wall
 * clock that is set forward ends it early: nothing tells that from a sleep nobody announced. What the authority says is final.
 */
export class IdleWatch {
  readonly #deps: IdleWatchDeps;
  readonly #limit: number;
  readonly #warning: number;
  #wall: number;
  #monotonic: number;
  #idle = 0;
  #locked = false;
  #state: IdleState = { kind: 'active' };

  constructor(deps: IdleWatchDeps) {
    this.#deps = deps;
    this.#limit = deps.limitMs ?? LIMIT_MS;
    this.#warning = deps.warningMs ?? WARNING_MS;
    this.#wall = deps.clock.now();
    this.#monotonic = deps.clock.monotonic();
  }

  get state(): IdleState {
    return this.#state;
  }

  /** Milliseconds until the state may change by time alone; null once it has ended. Whoever keeps the timer asks again after each call. */
  nextCheckMs(): number | null {
    if (this.#state.kind === 'ended') return null;
    const left = this.#limit - this.#idle;
    return left > this.#warning ? left - this.#warning : Math.min(1_000, left);
  }

  /** Looks at the clocks: when the timer rings, at resume, at unlock, before anything personal is shown. */
  check(): IdleState {
    if (this.#state.kind === 'ended') return this.#state;
    const { clock } = this.#deps;
    const [wall, monotonic] = [clock.now(), clock.monotonic()];
    this.#idle += Math.max(wall - this.#wall, monotonic - this.#monotonic, 0);
    [this.#wall, this.#monotonic] = [wall, monotonic];
    const left = this.#limit - this.#idle;
    if (left <= 0) this.#become({ kind: 'ended', why: 'idle' });
    else if (left <= this.#warning) this.#become({ kind: 'warning', leftMs: left });
    return this.#state;
  }

  /** A key or the mouse. Too late once the time is up, and not enough once the warning is there: that takes an `extend`. */
  activity(): void {
    if (this.check().kind === 'active' && !this.#locked) this.#idle = 0;
  }

  /** A person says at the warning that they are there. @returns false when it had ended */
  extend(): boolean {
    if (this.check().kind === 'ended' || this.#locked) return false;
    this.#idle = 0;
    this.#become({ kind: 'active' });
    return true;
  }

  /** The computer goes to sleep. */
  suspend(): void {
    this.check();
  }

  /** It is awake again: the time it slept has passed. */
  resume(): void {
    this.check();
  }

  /** The screen is locked: time goes on, and nothing that happens meanwhile is this person. */
  lock(): void {
    this.check();
    this.#locked = true;
  }

  unlock(): void {
    this.#locked = false;
    this.check();
  }

  /** The authority has ended the sign-in (signInExpired), whatever the clocks here say. */
  signInExpired(): void {
    if (this.#state.kind !== 'ended') this.#become({ kind: 'ended', why: 'authority' });
  }

  #become(state: IdleState): void {
    this.#state = state;
    this.#deps.onState(state);
  }
}
