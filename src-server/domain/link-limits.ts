/** At most one mail a minute and five a day for one token, known or not (ROBUSTNESS 3.3). */
export const LINK_WINDOW_MS = 24 * 60 * 60 * 1000;
const LINKS_PER_WINDOW = 5;
const LINK_INTERVAL_MS = 60_000;

/**
 * Requests a minute for all tokens together. Unknown serials are counted and audited like known ones, so without a bound
 * anybody could fill the disk; limits by caller are the reverse proxy's, which alone knows the caller.
 */
export const LINKS_PER_MINUTE_ALL = 600;

/** No reply to a request leaves earlier than this: the work, which is more for a token that exists, is long done by then. */
export const LINK_REPLY_MS = 100;

/**
 * Whole seconds until the next request is taken; 0: now.
 * @param earlier times of the requests of the last 24 hours, newest first.
 */
export function linkRetryAfterSeconds(earlier: readonly number[], now: number): number {
  const newest = earlier[0];
  const fifth = earlier[LINKS_PER_WINDOW - 1];
  const afterInterval = newest === undefined ? 0 : newest + LINK_INTERVAL_MS - now;
  const afterWindow = fifth === undefined ? 0 : fifth + LINK_WINDOW_MS - now;
  return Math.max(0, Math.ceil(Math.max(afterInterval, afterWindow) / 1000));
}
