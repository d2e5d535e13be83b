import { appendAudit } from '../../audit/append-audit.ts';
import { noteRequest } from '../../changes/note-request.ts';
import type { Deps } from '../../deps.ts';
import { writeOnce, type OnceCall } from '../../limits/write-once.ts';
import { deleteRequest as deleteRows } from '../../repositories/requests.ts';
import { ownRequest } from './own-request.ts';

/**
 * Deletes a request that nobody has begun to check, its documents and its timeline. Of it stays one row of the audit: number
 * and state.
 * @throws AppError notFound | requestStateRefused {state}
 */
export async function deleteRequest(deps: Deps, call: OnceCall & { readonly params: { readonly requestId: string } }): Promise<{ readonly deleted: true }> {
  const reply = await writeOnce(deps, call, async (trx, now) => {
    const request = await ownRequest(trx, call, 'delete');
    const { id, number, state } = request;
    await deleteRows(trx, id);
    deps.failpoint('requests.deleted');
    await noteRequest(trx, request, now);
    await appendAudit(trx, { at: now, event: 'request.deleted', subject: id, details: { number, state, by: call.actor.accountId } });
    return { deleted: true as const };
  });
  deps.failpoint('requests.committed');
  return reply;
}
