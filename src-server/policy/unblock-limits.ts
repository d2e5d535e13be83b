import type { RateLimit } from '../limits/rate-limit.ts';
import type { Policy } from './policy.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** At most one mail a minute and five a day for one token, known or not (ROBUSTNESS 3.3). */
export const LINKS_OF_TOKEN: RateLimit = { name: 'unblock-links', windows: [{ max: 1, ms: MINUTE_MS }, { max: 5, ms: DAY_MS }] };

/**
 * Requests a minute for all tokens together. Unknown serials are counted and audited like known ones, so without a bound
 * anybody could fill the disk.
 */
export const LINKS_OF_ALL: RateLimit = { name: 'unblock-links-all', windows: [{ max: 600, ms: MINUTE_MS }] };

/** No reply to a request leaves earlier than this: the work, which is more for a token that exists, is long done by then. */
export const LINK_REPLY_MS = 100;

/** Reaching it tells nobody anything: the reply is the same, there is just no mail. */
export const linksOfAddress = ({ unblock }: Policy): RateLimit => ({ name: 'unblock-links-address', windows: [{ max: unblock.linksPerAddressAndDay, ms: DAY_MS }] });

/** For all tokens, asked from one network: who tries serials one after the other is slowed before they fill the audit. */
export const linksOfNetwork = ({ unblock }: Policy): RateLimit => ({ name: 'unblock-links-network', windows: [{ max: unblock.linksPerNetworkAndHour, ms: HOUR_MS }] });

export const sessionsOfToken = ({ unblock }: Policy): RateLimit => ({ name: 'unblock-sessions', windows: [{ max: unblock.sessionsPerDay, ms: DAY_MS }] });

export const answersOfToken = ({ unblock }: Policy): RateLimit => ({ name: 'unblock-answers', windows: [{ max: unblock.answersPerDay, ms: DAY_MS }] });

export const actsOfOperator = ({ operatorActsPerHour }: Policy): RateLimit => ({ name: 'operator-acts', windows: [{ max: operatorActsPerHour, ms: HOUR_MS }] });
