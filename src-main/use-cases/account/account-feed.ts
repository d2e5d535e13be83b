import { AppError } from '../../../src-shared/errors/app-error.ts';
import { CHANGES_MAX } from '../../../src-shared/http/changes.ts';
import type { ChangeFeed, FeedItem, FeedPage } from '../../ports/change-feed.ts';
import type { LocalStore } from '../../ports/local-store.ts';
import type { AccountSession } from './account-session.ts';
import { sendChange } from './send-change.ts';

/** What the authority tells of one account, and what it takes from it, over the calls of its sign-in. */
export function accountFeed(session: AccountSession, store: LocalStore): ChangeFeed {
  return {
    pull: (cursor, signal) => pull(session, cursor, signal),
    send: (change, signal) => sendChange(session, store, change, signal),
  };
}

/**
 * @throws AppError localCopyDamaged where the authority does not know the cursor, because it was restored from an older state: what the copy
 * has may be newer than anything that comes, so another is begun, with the outbox of this one
 */
async function pull(session: AccountSession, cursor: string | null, signal: AbortSignal): Promise<FeedPage> {
  try {
    const { items, next, upToDate } = await session.call('readChanges', { body: { cursor, limit: CHANGES_MAX }, signal });
    // Parsed JSON is JSON.
    return { items: items as unknown as readonly FeedItem[], next, upToDate };
  } catch (error) {
    if (error instanceof AppError && error.code === 'cursorUnknown' && cursor !== null) throw new AppError('localCopyDamaged', { why: 'cursorUnknown' }, error);
    throw error;
  }
}
