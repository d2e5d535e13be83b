import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { ModifyRequest } from '../../../src-shared/http/requests.ts';
import type { OutgoingChange, SendOutcome } from '../../ports/change-feed.ts';
import type { LocalStore } from '../../ports/local-store.ts';
import type { AccountSession } from './account-session.ts';

/**
 * One change of the outbox, handed in under its key. Its body has the revision that was on screen and stays as it is: the same key never
 * carries two bodies. What it made comes with the feed, which is asked again after the outbox.
 */
export async function sendChange(session: AccountSession, store: LocalStore, change: OutgoingChange, signal: AbortSignal): Promise<SendOutcome> {
  // Of a later version of this program, or of none: nobody here knows what it means.
  if (change.route !== 'modifyRequest') return { kind: 'refused', code: 'notAvailable' };
  const params = change.params as { readonly requestId: string };
  try {
    await session.call('modifyRequest', { params, body: change.body as unknown as ModifyRequest, idempotencyKey: change.id, signal });
    return { kind: 'done', items: [] };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'requestChangedMeanwhile') throw error;
    // The feed was read before the outbox: what the copy has is the other version, or the next round brings it.
    const theirs = await store.read('request', params.requestId);
    return theirs === null ? { kind: 'refused', code: 'notFound' } : { kind: 'stale', theirs };
  }
}
