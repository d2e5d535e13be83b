import type { z } from 'zod';
import type { erasureReply } from '../../../../src-shared/http/own-account.ts';
import type { Actor } from '../../../access/actor.ts';
import { appendAudit } from '../../../audit/append-audit.ts';
import type { Deps } from '../../../deps.ts';
import { queueMail } from '../../../mail/queue-mail.ts';
import { getAccount } from '../../../repositories/accounts.ts';
import { findOpenErasure, insertErasureRequest, listErasureRequests, type ErasureRequest } from '../../../repositories/erasure-requests.ts';
import { sealNotice } from './seal-notice.ts';

type Erasure = z.input<typeof erasureReply>;

/** Asks for erasure. Nothing is erased by it: somebody answers, because the law keeps what proves issuance. Asking again before is the same request. */
export async function requestErasure(deps: Deps, actor: Actor): Promise<Erasure> {
  const { db, clock, random, failpoint } = deps;
  const notice = await sealNotice(deps, await getAccount(db, actor.accountId), 'erasureAsked');
  const erasure = await db.transaction().execute(async (trx): Promise<Erasure> => {
    const open = await findOpenErasure(trx, actor.accountId);
    if (open !== null) return viewOwnErasure(open);
    const now = clock.now();
    const id = random.uuid();
    await insertErasureRequest(trx, { id, account_id: actor.accountId, requested_at: now });
    failpoint('requestErasure.stored');
    await queueMail(trx, notice, now);
    await appendAudit(trx, { at: now, event: 'account.erasureAsked', subject: actor.accountId, details: { erasure: id } });
    return { erasureId: id, state: 'requested', requestedAt: now, decidedAt: null, reason: null };
  });
  failpoint('requestErasure.committed');
  deps.mail.kick();
  return erasure;
}

export async function listErasures({ db }: Deps, actor: Actor): Promise<{ items: Erasure[] }> {
  return { items: (await listErasureRequests(db, actor.accountId)).map(viewOwnErasure) };
}

/** As whoever asked sees it. */
export function viewOwnErasure(row: ErasureRequest): Erasure {
  return { erasureId: row.id, state: row.state, requestedAt: row.requested_at, decidedAt: row.decided_at, reason: row.decision_reason };
}
