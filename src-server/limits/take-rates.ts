import type { Deps } from '../deps.ts';
import { recordRate, requireRate, type RateLimit } from './rate-limit.ts';
import type { Queryable, Trx } from '../repositories/queryable.ts';

export interface Rate {
  readonly limit: RateLimit;
  readonly subject: string;
}

/** @throws AppError tooManyRequests {retryAfterSeconds} when any of them is used up. */
export async function requireRates(db: Queryable, rates: readonly Rate[], now: number): Promise<void> {
  for (const { limit, subject } of rates) await requireRate(db, limit, subject, now);
}

/** Counts one event with all of them, or none. @throws AppError tooManyRequests {retryAfterSeconds} */
export async function takeRates(trx: Trx, { random }: Pick<Deps, 'random'>, rates: readonly Rate[], now: number): Promise<void> {
  await requireRates(trx, rates, now);
  for (const { limit, subject } of rates) await recordRate(trx, random, limit, subject, now);
}
