import type { z } from 'zod';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { ErasureCase, erasureDecision } from '../../../src-shared/http/erasures.ts';
import type { Actor } from '../../access/actor.ts';
import { appendAudit } from '../../audit/append-audit.ts';
import { canonicalJson } from '../../audit/canonical-json.ts';
import type { Deps } from '../../deps.ts';
import { earlierReply, writeOnce, type OnceCall } from '../../limits/write-once.ts';
import { queueMail, sealMail } from '../../mail/queue-mail.ts';
import { erasureMail } from '../../mail/texts/erasure-mails.ts';
import { getAccount } from '../../repositories/accounts.ts';
import { decideErasureRequest, findErasure, type ErasureOfAccount } from '../../repositories/erasure-requests.ts';
import type { Queryable } from '../../repositories/queryable.ts';
import { mailContext } from '../mail-context.ts';
import { eraseAccount } from './erase-account.ts';
import { blockersOf, readKept, viewErasure } from './view-erasure.ts';

export type DecisionCall = OnceCall & { readonly params: { readonly erasureId: string }; readonly body: z.output<typeof erasureDecision>; readonly actor: Actor };

/**
 * Answers a request for erasure, once. Done: what may be erased is, at once and whole; the mail that tells so is the last thing that knows the
 * address, and is forgotten once sent.
 * @throws AppError notFound | erasureDecided | erasureBlocked {by} | idempotencyMismatch | vaultUnavailable
 */
export async function decideErasure(deps: Deps, call: DecisionCall): Promise<ErasureCase> {
  const { db, clock, failpoint } = deps;
  const earlier = await earlierReply<ErasureCase>(db, call);
  if (earlier !== null) return earlier;
  const { params, actor } = call;
  const { decision, reason } = call.body;
  const asked = await requireDecidable(db, call, clock.now());
  const { language } = await getAccount(db, asked.account_id);
  const to = { name: `${asked.first_name} ${asked.last_name}`, address: asked.email };
  const mail = await sealMail(deps, erasureMail(to, mailContext(deps, language), { decision, reason, kept: await readKept(db, asked.account_id) }));

  const reply = await writeOnce(deps, call, async (trx, now): Promise<ErasureCase> => {
    const { id, account_id: accountId } = await requireDecidable(trx, call, now);
    const done = decision === 'done';
    const left = await readKept(trx, accountId);
    const documents = done ? await eraseAccount(trx, deps, accountId, now) : 0;
    const kept = done ? canonicalJson(left.map((one) => ({ ...one }))) : null;
    if (!(await decideErasureRequest(trx, id, { state: decision, decided_at: now, decided_by: actor.accountId, decision_reason: reason, kept }))) throw new AppError('erasureDecided');
    failpoint('decideErasure.decided');
    await queueMail(trx, mail, now);
    failpoint('decideErasure.queued');
    const details = { erasure: id, by: actor.accountId };
    await appendAudit(trx, done ? { at: now, event: 'account.erased', subject: accountId, details: { ...details, documents } } : { at: now, event: 'account.erasureRefused', subject: accountId, details });
    return viewErasure(trx, await getErasure(trx, params.erasureId), now);
  });
  failpoint('decideErasure.committed');
  deps.mail.kick();
  return reply;
}

/** @throws AppError notFound | erasureDecided | erasureBlocked {by} */
async function requireDecidable(db: Queryable, { params, body }: DecisionCall, now: number): Promise<ErasureOfAccount> {
  const asked = await getErasure(db, params.erasureId);
  if (asked.state !== 'requested') throw new AppError('erasureDecided');
  const blockers = body.decision === 'done' ? await blockersOf(db, asked, now) : [];
  if (blockers.length > 0) throw new AppError('erasureBlocked', { by: blockers.join(' ') });
  return asked;
}

async function getErasure(db: Queryable, id: string): Promise<ErasureOfAccount> {
  const asked = await findErasure(db, id);
  if (asked === null) throw new AppError('notFound');
  return asked;
}
