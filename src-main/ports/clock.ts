/** Time, injected so that tests own it. */
export interface Clock {
  /** Wall clock, milliseconds since the epoch: for people. */
  now(): number;
  /** Milliseconds that never go back: for deadlines. */
  monotonic(): number;
  sleep(ms: number): Promise<void>;
}
