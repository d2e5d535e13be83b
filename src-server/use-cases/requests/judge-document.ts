import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { DocumentVerdict } from '../../../src-shared/http/office-requests.ts';
import type { DocumentReply } from '../../../src-shared/http/requests.ts';
import type { SentFile } from '../../../src-shared/http/route-shape.ts';
import type { Actor } from '../../access/actor.ts';
import { appendAudit } from '../../audit/append-audit.ts';
import type { Deps } from '../../deps.ts';
import { mayDoTo } from '../../domain/request-machine.ts';
import { writeOnce, type OnceCall } from '../../limits/write-once.ts';
import { findDocument, judgeDocumentRow } from '../../repositories/documents.ts';
import { documentContent } from './document-content.ts';
import { officeRequest, requireAssigned, requireNotOwn } from './office-scope.ts';
import { recordEvent } from './record-event.ts';
import { documentOf } from './view-request.ts';

interface OfficeDocumentCall {
  readonly params: { readonly requestId: string; readonly documentId: string };
  readonly actor: Actor;
}

/**
 * Accepts or refuses one document of a request that is being checked; a verdict may be changed until the request moves on.
 * @throws AppError notFound, also where its bytes have not come | ownRequest | requestNotYours | requestStateRefused {state}
 */
export async function judgeDocument(deps: Deps, call: OnceCall & OfficeDocumentCall & { readonly body: DocumentVerdict }): Promise<DocumentReply> {
  const { actor, body } = call;
  const reply = await writeOnce(deps, call, async (trx, now) => {
    const request = await officeRequest(trx, call);
    requireNotOwn(request, actor);
    if (!mayDoTo(request.state, 'judgeDocuments')) throw new AppError('requestStateRefused', { state: request.state });
    requireAssigned(request, actor);
    const document = await findDocument(trx, request.id, call.params.documentId);
    if (document === null || document.received_at === null) throw new AppError('notFound');
    const refused = body.verdict === 'refused' ? body : null;
    const verdict = { verdict: body.verdict, verdict_reason: refused?.reason ?? null, verdict_text: refused?.text.trim() || null, judged_by: actor.accountId, judged_at: now };
    await judgeDocumentRow(trx, document.id, verdict);
    deps.failpoint('requests.judged');
    const codes = { document: document.id, kind: document.kind, ...(refused === null ? {} : { reason: refused.reason }) };
    const text = refused === null ? '' : refused.text.trim();
    await recordEvent(trx, deps, request, { kind: refused === null ? 'documentAccepted' : 'documentRefused', by: 'office', accountId: actor.accountId, codes, text }, now);
    return documentOf({ ...document, ...verdict });
  });
  deps.failpoint('requests.committed');
  return reply;
}

/**
 * A document of a request of one's office. That an operator looked at it is audited before it is shown.
 * @throws AppError notFound | documentDropped
 */
export async function readOfficeDocument(deps: Deps, call: OfficeDocumentCall): Promise<SentFile> {
  const { params, actor } = call;
  const request = await officeRequest(deps.db, call);
  const file = await documentContent(deps, request.id, params.documentId);
  await deps.db.transaction().execute((trx) =>
    appendAudit(trx, { at: deps.clock.now(), event: 'request.documentRead', subject: request.id, details: { document: params.documentId, number: request.number, by: actor.accountId } }),
  );
  return file;
}
