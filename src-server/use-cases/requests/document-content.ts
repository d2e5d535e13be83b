import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { SentFile } from '../../../src-shared/http/route-shape.ts';
import type { Deps } from '../../deps.ts';
import { findContent, findDocument } from '../../repositories/documents.ts';

/** What the sealed bytes of a document are bound to. */
export function documentContext(id: string): string {
  return `document/${id}`;
}

/**
 * A document as it was handed in; the caller has found the request within its scope. It is saved, never shown by a browser: it
 * is a file of a stranger.
 * @throws AppError notFound | documentDropped
 */
export async function documentContent({ db, vault }: Pick<Deps, 'db' | 'vault'>, requestId: string, documentId: string): Promise<SentFile> {
  const document = await findDocument(db, requestId, documentId);
  if (document === null || document.received_at === null) throw new AppError('notFound');
  const sealed = await findContent(db, document.id);
  if (sealed === null) throw new AppError('documentDropped');
  return { type: document.type, bytes: await vault.openBytes(documentContext(document.id), sealed), fileName: document.file_name, maxAge: 0 };
}
