/**
 * A token bucket: `capacity` calls at once, then one more every `refillMs`.
 * @param now monotonic milliseconds: a clock that is set back gives nothing away.
 */
export function rateLimit(options: { readonly capacity: number; readonly refillMs: number; readonly now: () => number }): () => boolean {
  const { capacity, refillMs, now } = options;
  let tokens = capacity;
  let refilledAt = now();
  return () => {
    const time = now();
    const gained = Math.floor(Math.max(0, time - refilledAt) / refillMs);
    tokens = Math.min(capacity, tokens + gained);
    refilledAt += gained * refillMs;
    if (tokens === 0) return false;
    tokens--;
    return true;
  };
}
