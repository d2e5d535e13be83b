import { AppError, toProblem } from '../../../src-shared/errors/app-error.ts';
import type { ChangeFeed, SendOutcome } from '../../ports/change-feed.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LocalStore, QueuedChange } from '../../ports/local-store.ts';
import { failureKind } from './failure-kind.ts';
import { ABORTED, untilAborted } from './until-aborted.ts';

export interface SyncRound {
  readonly store: LocalStore;
  readonly feed: ChangeFeed;
  readonly clock: Pick<Clock, 'now'>;
  /** Ends the round: a reply that comes later changes nothing. */
  readonly signal: AbortSignal;
  readonly onPhase: (phase: 'pulling' | 'pushing') => void;
  /** Something that is shown has changed. */
  readonly onChanged: () => void;
}

/**
 * One round: the feed until it is up to date, then the outbox in its order, then the feed again if anything went out. Before a change goes
 * out, it is on the disk that it did; after its verdict, the verdict and what it made are there at once. So a crash anywhere leaves it
 * either untouched, or to be sent again with its key.
 * @throws AppError what ended the round before its end
 */
export async function syncRound(round: SyncRound): Promise<void> {
  round.onPhase('pulling');
  await pull(round);
  let sent = false;
  for (let change = await nextOf(round); change !== null; change = await nextOf(round)) {
    round.onPhase('pushing');
    await push(round, change);
    sent = true;
  }
  if (!sent || round.signal.aborted) return;
  round.onPhase('pulling');
  await pull(round);
}

const nextOf = async ({ store, signal }: SyncRound): Promise<QueuedChange | null> => (signal.aborted ? null : store.next());

async function pull({ store, feed, clock, signal, onChanged }: SyncRound): Promise<void> {
  if (signal.aborted) return;
  for (let { cursor } = await store.mark(); ; ) {
    const page = await untilAborted(feed.pull(cursor, signal), signal);
    if (page === ABORTED) return;
    // A feed that stands still would be asked for ever.
    if (!page.upToDate && page.next === cursor) throw new AppError('authorityBadReply');
    await store.apply({ items: page.items, cursor: page.next, upToDateAt: page.upToDate ? clock.now() : null });
    if (page.items.length > 0) onChanged();
    if (page.upToDate || signal.aborted) return;
    cursor = page.next;
  }
}

async function push(round: SyncRound, change: QueuedChange): Promise<void> {
  const { store, signal } = round;
  await store.markSending(change.id);
  const outcome = await untilAborted(send(round, change), signal);
  if (outcome === ABORTED) return;
  switch (outcome.kind) {
    case 'done':
      await store.settle(change.id, outcome.items);
      break;
    case 'stale':
      await store.markConflict(change.id, outcome.theirs);
      break;
    case 'refused':
      await store.markRefused(change.id, outcome.code);
      break;
  }
  round.onChanged();
}

async function send({ store, feed, signal }: SyncRound, { id, route, params, body, baseRevision }: QueuedChange): Promise<SendOutcome> {
  try {
    return await feed.send({ id, route, params, body, baseRevision }, signal);
  } catch (thrown) {
    const kind = failureKind(thrown);
    const { code } = toProblem(thrown);
    if (kind === 'verdict') return { kind: 'refused', code };
    if (!signal.aborted) await store.markUnanswered(id, code);
    throw thrown;
  }
}
