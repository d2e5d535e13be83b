import { AppError } from '../../../src-shared/errors/app-error.ts';
import { noteRequest } from '../../changes/note-request.ts';
import type { Deps } from '../../deps.ts';
import { writeOnce, type OnceCall } from '../../limits/write-once.ts';
import { deleteDocument, findDocument } from '../../repositories/documents.ts';
import { touchRequest } from '../../repositories/requests.ts';
import { ownRequest } from './own-request.ts';
import { recordEvent } from './record-event.ts';

/**
 * Takes a document back, bytes and all, while the request may be modified.
 * @throws AppError notFound | requestStateRefused {state}
 */
export async function removeDocument(deps: Deps, call: OnceCall & { readonly params: { readonly requestId: string; readonly documentId: string } }): Promise<{ readonly deleted: true }> {
  const { accountId } = call.actor;
  const reply = await writeOnce(deps, call, async (trx, now) => {
    const request = await ownRequest(trx, call, 'addDocuments');
    const document = await findDocument(trx, request.id, call.params.documentId);
    if (document === null) throw new AppError('notFound');
    await deleteDocument(trx, document.id);
    deps.failpoint('requests.documentDeleted');
    if (document.received_at !== null) {
      await touchRequest(trx, request.id, now);
      await recordEvent(trx, deps, request, { kind: 'documentRemoved', by: 'holder', accountId, codes: { document: document.id, kind: document.kind } }, now);
    } else {
      await noteRequest(trx, request, now);
    }
    return { deleted: true as const };
  });
  deps.failpoint('requests.committed');
  return reply;
}
