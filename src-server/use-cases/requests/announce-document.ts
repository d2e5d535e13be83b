import type { z } from 'zod';
import { DOCUMENTS_MAX, DOCUMENTS_SIZE_MAX } from '../../../src-shared/domain/request-codes.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { announceDocument as announcement } from '../../../src-shared/http/requests.ts';
import { noteRequest } from '../../changes/note-request.ts';
import type { Deps } from '../../deps.ts';
import { recordRate, requireRate, type RateLimit } from '../../limits/rate-limit.ts';
import { writeOnce, type OnceCall } from '../../limits/write-once.ts';
import { insertDocument, listDocuments } from '../../repositories/documents.ts';
import { ownRequest } from './own-request.ts';

/** Documents announced and documents taken in, by one account. */
export const UPLOADS: RateLimit = { name: 'requests.upload', windows: [{ max: 120, ms: 60 * 60_000 }] };

/**
 * Makes room for a document: its bytes follow by `uploadDocument`, and must be those that are announced here.
 * @throws AppError notFound | requestStateRefused {state} | documentsFull {max, maxMegabytes} | tooManyRequests {retryAfterSeconds}
 */
export async function announceDocument(
  deps: Deps,
  call: OnceCall & { readonly params: { readonly requestId: string }; readonly body: z.output<typeof announcement> },
): Promise<{ readonly documentId: string }> {
  const { body, actor } = call;
  const reply = await writeOnce(deps, call, async (trx, now) => {
    const request = await ownRequest(trx, call, 'addDocuments');
    await requireRate(trx, UPLOADS, actor.accountId, now);
    await recordRate(trx, deps.random, UPLOADS, actor.accountId, now);
    const documents = await listDocuments(trx, request.id);
    const bytes = documents.reduce((sum, { size }) => sum + size, body.size);
    if (documents.length >= DOCUMENTS_MAX || bytes > DOCUMENTS_SIZE_MAX) {
      throw new AppError('documentsFull', { max: DOCUMENTS_MAX, maxMegabytes: DOCUMENTS_SIZE_MAX / 1024 / 1024 });
    }
    const documentId = deps.random.uuid();
    await insertDocument(trx, {
      id: documentId,
      request_id: request.id,
      kind: body.kind,
      file_name: body.fileName,
      type: body.type,
      size: body.size,
      sha256: body.sha256,
      verdict: null,
      verdict_reason: null,
      verdict_text: null,
      judged_by: null,
      judged_at: null,
      created_at: now,
      received_at: null,
      dropped_at: null,
    });
    deps.failpoint('requests.announced');
    await noteRequest(trx, request, now);
    return { documentId };
  });
  deps.failpoint('requests.committed');
  return reply;
}
