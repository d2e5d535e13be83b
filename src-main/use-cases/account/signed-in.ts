import type { PersonView, SessionView } from '../../../src-shared/domain/account-views.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { AuthorityCalls } from '../../ports/authority-calls.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LocalStores } from '../../ports/local-store.ts';
import type { Log } from '../../ports/log.ts';
import { accountFeed } from './account-feed.ts';
import type { AccountSession } from './account-session.ts';
import type { IdleTimer } from './idle-timer.ts';
import { OpenCopy } from './open-copy.ts';

/** Who is signed in, with what was opened for them. */
export interface SignedIn {
  readonly session: AccountSession;
  readonly idle: IdleTimer;
  /** Null until the terms are accepted, and where the engine of copies cannot be loaded. */
  copy: OpenCopy | null;
  terms: Extract<SessionView, { kind: 'termsPending' }>['terms'] | null;
}

export interface CopyParts {
  readonly stores: LocalStores;
  readonly calls: AuthorityCalls;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
}

/** Opens the copy of who is signed in and keeps it in step. Without it, the account is there all the same. */
export async function openCopyOf(who: SignedIn, { stores, calls, clock, random, log }: CopyParts, onChange: (what: 'state' | 'content') => void): Promise<void> {
  const { session } = who;
  try {
    const store = await stores.open({ accountId: session.person.accountId, origin: calls.origin });
    if (session.signal.aborted) {
      await store.close();
      return;
    }
    const copy = new OpenCopy({ store, feed: accountFeed(session, store), clock, random, log, onChange });
    who.copy = copy;
    copy.start();
    calls.listen(session.token, () => copy.wake(), session.signal);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.event('account.noCopy', { code: error.code });
  }
}

export async function closeCopyOf({ copy }: SignedIn, forget: boolean): Promise<void> {
  if (copy === null) return;
  await copy.stop();
  await (forget ? copy.store.wipe() : copy.store.close());
}

/**
 * How many changes made here, not sent or not decided on, would be gone with this sign-out: all of them when the copy is wiped, and when it
 * is in memory alone.
 */
export async function lostBySigningOut({ copy }: SignedIn, forget: boolean): Promise<number> {
  if (copy === null || (!forget && copy.store.opening().where.place === 'disk')) return 0;
  try {
    return (await copy.store.changes()).length;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // A copy that cannot be read keeps nobody signed in: what was last known of it counts.
    return copy.sync.waiting + copy.conflicts.length;
  }
}

export function personOf({ accountId, email, firstName, lastName, role }: PersonView): PersonView {
  return { accountId, email, firstName, lastName, role };
}
