import { setTimeout as wait } from 'node:timers/promises';
import type { Deps } from '../deps.ts';
import { isMigrated } from '../db/migrate.ts';
import { readBacklog } from '../repositories/outbox.ts';

/** Each part by itself: it answers as it should, or it does not. */
export interface Readiness {
  /** Reachable, at this program's schema. */
  readonly database: boolean;
  /** Its keys can be used. */
  readonly vault: boolean;
  /** Somebody takes the mails that are due. A mail server that is down is no reason to send people elsewhere: metrics tell of it. */
  readonly outbox: boolean;
}

const PATIENCE_MS = 2_000;
/** However often it is asked, the parts are asked once a second. */
const REMEMBERED_MS = 1_000;
const STUCK_MS = 5 * 60_000;

/** Asks the parts, all at once, none for longer than two seconds. */
export function makeReadiness({ db, vault, clock }: Pick<Deps, 'db' | 'vault' | 'clock'>): () => Promise<Readiness> {
  let latest: { readonly at: number; readonly readiness: Promise<Readiness> } | null = null;
  const ask = async (): Promise<Readiness> => {
    const [database, key, outbox] = await Promise.all([
      within(async () => isMigrated(db)),
      within(async () => (await vault.mac('rate-limit', Buffer.from('ready'))).length > 0),
      within(async () => {
        const { dueSince } = await readBacklog(db, clock.now());
        return dueSince === null || dueSince + STUCK_MS > clock.now();
      }),
    ]);
    return { database, vault: key, outbox };
  };
  return () => {
    if (latest === null || latest.at + REMEMBERED_MS <= performance.now()) latest = { at: performance.now(), readiness: ask() };
    return latest.readiness;
  };
}

/** What fails or takes too long is not ready; why is for the log of whoever failed, not for whoever asks. */
async function within(part: () => Promise<boolean>): Promise<boolean> {
  const done = new AbortController();
  try {
    return await Promise.race([part().catch(() => false), wait(PATIENCE_MS, false, { signal: done.signal }).catch(() => false)]);
  } finally {
    done.abort();
  }
}
