import { createHash } from 'node:crypto';
import type { FileFault } from '../../../src-shared/domain/request-codes.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { DocumentReply } from '../../../src-shared/http/requests.ts';
import type { Uploaded } from '../../../src-shared/http/route-shape.ts';
import type { Deps } from '../../deps.ts';
import { checkFile } from '../../documents/check-file.ts';
import { recordRate, requireRate } from '../../limits/rate-limit.ts';
import { findDocument, storeContent, type RequestDocument } from '../../repositories/documents.ts';
import type { Queryable } from '../../repositories/queryable.ts';
import { touchRequest, type CertificateRequest } from '../../repositories/requests.ts';
import { takeRates } from '../../limits/take-rates.ts';
import { UPLOADS } from './announce-document.ts';
import { documentContext } from './document-content.ts';
import { ownRequest } from './own-request.ts';
import { recordEvent } from './record-event.ts';
import { documentOf } from './view-request.ts';

export interface DocumentCall {
  readonly params: { readonly requestId: string; readonly documentId: string };
  readonly actor: { readonly accountId: string };
}

/**
 * Takes in the bytes of a document: exactly those that were announced, and a whole file of its type. They rest sealed for this
 * document. The same bytes again change nothing, so that a lost reply may be asked for again.
 * @throws AppError notFound | requestStateRefused {state} | documentRefused {reason} | tooManyRequests {retryAfterSeconds}
 */
export async function uploadDocument(deps: Deps, call: DocumentCall & { readonly body: Uploaded }): Promise<DocumentReply> {
  const { db, clock, random, vault, failpoint } = deps;
  const { accountId } = call.actor;
  const { document } = await announced(db, call);
  const fault = faultOf(document, call.body);
  if (fault !== null) {
    // Refused bytes were read and looked at like any others.
    await db.transaction().execute((trx) => takeRates(trx, deps, [{ limit: UPLOADS, subject: accountId }], clock.now()));
    throw new AppError('documentRefused', { reason: fault });
  }
  if (document.received_at !== null) return documentOf(document);
  await requireRate(db, UPLOADS, accountId, clock.now());
  const sealed = await vault.sealBytes(documentContext(document.id), call.body.bytes);
  failpoint('requests.contentSealed');

  const reply = await db.transaction().execute(async (trx) => {
    const now = clock.now();
    const { request, document: current } = await announced(trx, call);
    // Another copy of this call was faster.
    if (!(await storeContent(trx, current.id, sealed, now))) return documentOf(current);
    failpoint('requests.contentStored');
    await recordRate(trx, random, UPLOADS, accountId, now);
    await touchRequest(trx, request.id, now);
    await recordEvent(trx, deps, request, { kind: 'documentAdded', by: 'holder', accountId, codes: { document: current.id, kind: current.kind } }, now);
    return documentOf({ ...current, received_at: now });
  });
  failpoint('requests.committed');
  return reply;
}

async function announced(db: Queryable, call: DocumentCall): Promise<{ readonly request: CertificateRequest; readonly document: RequestDocument }> {
  const request = await ownRequest(db, call, 'addDocuments');
  const document = await findDocument(db, request.id, call.params.documentId);
  if (document === null) throw new AppError('notFound');
  return { request, document };
}

function faultOf(document: RequestDocument, { type, bytes }: Uploaded): FileFault | null {
  if (type !== document.type) return 'type';
  if (bytes.length !== document.size) return 'size';
  if (createHash('sha256').update(bytes).digest('hex') !== document.sha256) return 'digest';
  return checkFile(document.type, bytes);
}
