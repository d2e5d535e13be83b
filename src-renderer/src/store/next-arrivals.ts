import type { TokenView } from '../../../src-shared/domain/views.ts';
import type { Arrival } from './clavis-store.ts';

/**
 * What is to be said of tokens that came in blocked or on their last try: once for each time a token is plugged in, and no longer
 * than it stays. A token that gets there on this screen is not an arrival: its page has said so.
 */
export function nextArrivals(arrivals: readonly Arrival[], before: readonly TokenView[], now: readonly TokenView[]): readonly Arrival[] {
  const here = new Map(now.filter((token) => token.state === 'ready').map((token) => [token.serial, token]));
  const known = new Set(before.map((token) => token.serial));
  const kept = arrivals.filter((arrival) => here.has(arrival.serial));
  const come = [...here.values()].flatMap((token): readonly Arrival[] => {
    const { serial, holder, blocked, pin } = token;
    if (serial === null || known.has(serial) || kept.some((arrival) => arrival.serial === serial)) return [];
    if (!blocked && pin.triesLeft !== 1) return [];
    return [{ serial, holder, triesLeft: blocked ? 0 : 1 }];
  });
  return come.length === 0 && kept.length === arrivals.length ? arrivals : [...kept, ...come];
}
