import type { Deps } from '../deps.ts';
import { deleteAccountSessions } from '../repositories/account-sessions.ts';
import { deleteIdempotencyKeys } from '../repositories/idempotency-keys.ts';
import { deleteEndedMails } from '../repositories/outbox.ts';
import { deleteRateEvents } from '../repositories/rate-events.ts';
import type { Trx } from '../repositories/queryable.ts';

const DAY = 24 * 60 * 60_000;

/** What is of no use to anybody after so long. Each in a transaction of its own: a writer between two of them waits for one only. */
const PURGES: ReadonlyArray<{ readonly afterMs: number; readonly remove: (trx: Trx, until: number) => Promise<unknown> }> = [
  { afterMs: DAY, remove: deleteRateEvents },
  { afterMs: 2 * DAY, remove: deleteIdempotencyKeys },
  { afterMs: 30 * DAY, remove: deleteEndedMails },
  // No session lives longer than half a day (session-limits).
  { afterMs: 180 * DAY, remove: deleteAccountSessions },
];

/** Removes what has served its time. */
export async function purge({ db, clock }: Pick<Deps, 'db' | 'clock'>, signal: AbortSignal): Promise<void> {
  for (const { afterMs, remove } of PURGES) {
    if (signal.aborted) return;
    await db.transaction().execute((trx) => remove(trx, clock.now() - afterMs));
  }
}
