import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { RequestChange } from '../../../src-shared/http/requests.ts';
import type { Deps } from '../../deps.ts';
import { earlierReply, writeOnce, type OnceCall } from '../../limits/write-once.ts';
import type { MailMessage } from '../../mail/mail-message.ts';
import { queueMail, sealMail, type SealedMail } from '../../mail/queue-mail.ts';
import type { Queryable } from '../../repositories/queryable.ts';
import { findRequest, type CertificateRequest, type RequestScope } from '../../repositories/requests.ts';
import { moveRequestIn, requireMove, requireRevision, type Move } from './move-request.ts';

/** One step of a person's in the life of a request. */
export interface Step extends Omit<Move, 'accountId'> {
  readonly scope: RequestScope;
  /** The one that was shown. */
  readonly revision: number;
  /** What else must hold; asked before the mails are made and again where it is written. */
  readonly require?: (db: Queryable, request: CertificateRequest) => Promise<void>;
  /** Who is told what, once it is done. */
  readonly mails?: (request: CertificateRequest) => Promise<readonly MailMessage[]>;
}

/**
 * Makes a step once for an Idempotency-Key: move, timeline, audit and mails stand or fall together. The mails are sealed
 * before, which the vault does; since the revision is the one they were made of, they still tell the truth.
 * @throws AppError notFound | requestChangedMeanwhile {revision} | requestStateRefused {state} | idempotencyMismatch
 */
export async function stepRequest(deps: Deps, call: OnceCall & { readonly params: { readonly requestId: string } }, step: Step): Promise<RequestChange> {
  const { db, failpoint } = deps;
  const earlier = await earlierReply<RequestChange>(db, call);
  if (earlier !== null) return earlier;
  const mails: SealedMail[] = [];
  for (const message of (await step.mails?.(await ready(db, call, step))) ?? []) mails.push(await sealMail(deps, message));
  failpoint('requests.sealed');

  const reply = await writeOnce(deps, call, async (trx, now) => {
    const request = await ready(trx, call, step);
    const { move, codes, text, outcomeReason } = step;
    const moved = await moveRequestIn(
      trx,
      deps,
      request,
      { move, accountId: call.actor.accountId, ...(codes === undefined ? {} : { codes }), ...(text === undefined ? {} : { text }), ...(outcomeReason === undefined ? {} : { outcomeReason }) },
      now,
    );
    for (const mail of mails) {
      failpoint('requests.audited');
      await queueMail(trx, mail, now);
    }
    return changeOf(moved);
  });
  failpoint('requests.committed');
  if (mails.length > 0) deps.mail.kick();
  return reply;
}

async function ready(db: Queryable, call: { readonly params: { readonly requestId: string } }, step: Step): Promise<CertificateRequest> {
  const request = await findRequest(db, call.params.requestId, step.scope);
  if (request === null) throw new AppError('notFound');
  requireRevision(request, step.revision);
  requireMove(request, step.move);
  await step.require?.(db, request);
  return request;
}

export function changeOf({ id, number, state, revision }: CertificateRequest): RequestChange {
  return { requestId: id, number, state, revision };
}
