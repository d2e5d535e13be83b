import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Random } from '../deps.ts';
import { sha256Hex } from '../domain/digest.ts';
import { deleteBucket, deleteRateEvent, deleteRateEvents, insertRateEvent, listRateEvents } from '../repositories/rate-events.ts';
import type { Queryable, Trx } from '../repositories/queryable.ts';

/** At most `max` events in any span of `ms`, for one subject. Counted in the database: a restart refills nothing, and all instances count together. */
export interface RateLimit {
  readonly name: string;
  readonly windows: ReadonlyArray<{ readonly max: number; readonly ms: number }>;
}

/** The longest window of any limit: events older than this are of no use to anybody. */
const LONGEST_WINDOW_MS = 24 * 60 * 60_000;

/** Addresses and names are not kept for this: a bucket is the hash of limit and subject. */
const bucketOf = (limit: RateLimit, subject: string): string => sha256Hex(`${limit.name}\n${subject}`);

/** Whole seconds until one more event of this subject is taken; 0: now. */
export async function rateWaitSeconds(db: Queryable, limit: RateLimit, subject: string, now: number): Promise<number> {
  const longest = Math.max(...limit.windows.map(({ ms }) => ms));
  const most = Math.max(...limit.windows.map(({ max }) => max));
  const newestFirst = await listRateEvents(db, bucketOf(limit, subject), now - longest, most);
  return waitSeconds(limit, newestFirst, now);
}

/** The same for events that are known. @param newestFirst times, at least as many as the largest window counts. */
export function waitSeconds(limit: RateLimit, newestFirst: readonly number[], now: number): number {
  const waits = limit.windows.map(({ max, ms }) => {
    const oldestThatCounts = newestFirst[max - 1];
    return oldestThatCounts === undefined ? 0 : oldestThatCounts + ms - now;
  });
  return Math.max(0, Math.ceil(Math.max(...waits) / 1000));
}

/** @throws AppError tooManyRequests {retryAfterSeconds} */
export async function requireRate(db: Queryable, limit: RateLimit, subject: string, now: number): Promise<void> {
  const retryAfterSeconds = await rateWaitSeconds(db, limit, subject, now);
  if (retryAfterSeconds > 0) throw new AppError('tooManyRequests', { retryAfterSeconds });
}

/** Counts one event, and forgets those no limit looks at any more, so that the table does not grow. Resolves to the event's id. */
export async function recordRate(trx: Trx, random: Random, limit: RateLimit, subject: string, now: number): Promise<string> {
  await deleteRateEvents(trx, now - LONGEST_WINDOW_MS);
  const id = random.uuid();
  await insertRateEvent(trx, { id, bucket: bucketOf(limit, subject), at: now });
  return id;
}

/** How many events count now for this subject, up to the most that any window allows. */
export async function countRate(db: Queryable, limit: RateLimit, subject: string, now: number): Promise<number> {
  const longest = Math.max(...limit.windows.map(({ ms }) => ms));
  const most = Math.max(...limit.windows.map(({ max }) => max));
  return (await listRateEvents(db, bucketOf(limit, subject), now - longest, most)).length;
}

/** Takes back one event: nothing was tried after all. */
export async function forgetRateEvent(trx: Trx, id: string): Promise<void> {
  await deleteRateEvent(trx, id);
}

/** Takes back all that was counted for this subject. */
export async function forgetRate(trx: Trx, limit: RateLimit, subject: string): Promise<void> {
  await deleteBucket(trx, bucketOf(limit, subject));
}
