import { appendAudit } from '../../audit/append-audit.ts';
import { noteRequest } from '../../changes/note-request.ts';
import type { Deps } from '../../deps.ts';
import { WAITS_MS } from '../../domain/request-retention.ts';
import { requestExpiredMail } from '../../mail/texts/request-mails.ts';
import { queueMail, sealMail, type SealedMail } from '../../mail/queue-mail.ts';
import { deleteRequest, findRequest, getRequest, listRequestsInState } from '../../repositories/requests.ts';
import { moveRequestIn } from './move-request.ts';
import { mailsAbout } from './request-recipients.ts';

const PAGE = 100;

/**
 * Ends requests that waited for their holder too long, and deletes drafts that nobody came back to. A job's work: each is a
 * transaction of its own, and running it again goes on.
 * @returns how many requests ended or were deleted.
 */
export async function expireRequests(deps: Deps): Promise<number> {
  let ended = 0;
  for (const state of ['toComplete', 'accepted'] as const) ended += await expireThose(deps, state);
  return ended + (await deleteDrafts(deps));
}

async function expireThose(deps: Deps, state: 'toComplete' | 'accepted'): Promise<number> {
  const { db, clock, failpoint } = deps;
  const waiting = await listRequestsInState(db, state, clock.now() - WAITS_MS[state], PAGE);
  let ended = 0;
  for (const request of waiting) {
    const mails: SealedMail[] = [];
    for (const message of await mailsAbout(deps, request, state === 'accepted', requestExpiredMail)) mails.push(await sealMail(deps, message));
    ended += await db.transaction().execute(async (trx) => {
      const now = clock.now();
      const current = await getRequest(trx, request.id);
      // Somebody moved while the mail was written.
      if (current.revision !== request.revision || current.state !== state || current.changed_at > now - WAITS_MS[state]) return 0;
      await moveRequestIn(trx, deps, current, { move: 'expire', accountId: null }, now);
      for (const mail of mails) await queueMail(trx, mail, now);
      failpoint('requests.expired');
      return 1;
    });
  }
  if (ended > 0) deps.mail.kick();
  return ended + (waiting.length === PAGE && ended > 0 ? await expireThose(deps, state) : 0);
}

async function deleteDrafts(deps: Deps): Promise<number> {
  const { db, clock, failpoint } = deps;
  const left = await listRequestsInState(db, 'draft', clock.now() - WAITS_MS.draft, PAGE);
  let deleted = 0;
  for (const { id, account_id: owner } of left) {
    deleted += await db.transaction().execute(async (trx) => {
      const now = clock.now();
      const draft = await findRequest(trx, id, { accountId: owner });
      if (draft === null || draft.state !== 'draft' || draft.changed_at > now - WAITS_MS.draft) return 0;
      await deleteRequest(trx, id);
      failpoint('requests.deleted');
      await noteRequest(trx, draft, now);
      await appendAudit(trx, { at: now, event: 'request.deleted', subject: id, details: { number: draft.number, state: 'draft', by: null } });
      return 1;
    });
  }
  return deleted + (left.length === PAGE && deleted > 0 ? await deleteDrafts(deps) : 0);
}
