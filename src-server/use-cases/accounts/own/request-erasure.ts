import type { z } from 'zod';
import type { erasureReply } from '../../../../src-shared/http/own-account.ts';
import type { Actor } from '../../../access/actor.ts';
import { appendAudit } from '../../../audit/append-audit.ts';
import type { Deps } from '../../../deps.ts';
import { queueMail } from '../../../mail/queue-mail.ts';
import { getAccount } from '../../../repositories/accounts.ts';
import { insertErasureRequest, listErasureRequests } from '../../../repositories/erasure-requests.ts';
import { sealNotice } from './seal-notice.ts';

type Erasure = z.input<typeof erasureReply>;

/** Asks for erasure. Nothing is erased by it: somebody answers, because the law keeps what proves issuance. Asking again is the same request. */
export async function requestErasure(deps: Deps, actor: Actor): Promise<Erasure> {
  const { db, clock, random, failpoint } = deps;
  const notice = await sealNotice(deps, await getAccount(db, actor.accountId), 'erasureAsked');
  const erasure = await db.transaction().execute(async (trx): Promise<Erasure> => {
    const [open] = await listErasureRequests(trx, actor.accountId);
    if (open !== undefined) return { erasureId: open.id, state: open.state, requestedAt: open.requested_at };
    const now = clock.now();
    const id = random.uuid();
    await insertErasureRequest(trx, { id, account_id: actor.accountId, state: 'requested', requested_at: now });
    failpoint('requestErasure.stored');
    await queueMail(trx, notice, now);
    await appendAudit(trx, { at: now, event: 'account.erasureAsked', subject: actor.accountId, details: { erasure: id } });
    return { erasureId: id, state: 'requested', requestedAt: now };
  });
  failpoint('requestErasure.committed');
  deps.mail.kick();
  return erasure;
}

export async function listErasures({ db }: Deps, actor: Actor): Promise<{ items: Erasure[] }> {
  const rows = await listErasureRequests(db, actor.accountId);
  return { items: rows.map(({ id, state, requested_at }) => ({ erasureId: id, state, requestedAt: requested_at })) };
}
