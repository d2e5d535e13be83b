import type { Selectable } from 'kysely';
import type { DocumentTable } from '../db/tables/requests.ts';
import type { Queryable, Trx } from './queryable.ts';
import type { CertificateRequest } from './requests.ts';

export type RequestDocument = Readonly<Selectable<DocumentTable>>;

export async function listDocuments(db: Queryable, requestId: string): Promise<readonly RequestDocument[]> {
  return db.selectFrom('documents').selectAll().where('request_id', '=', requestId).orderBy('created_at').orderBy('id').execute();
}

/** A document of this request; the caller has found the request within its scope. */
export async function findDocument(db: Queryable, requestId: string, id: string): Promise<RequestDocument | null> {
  return (await db.selectFrom('documents').selectAll().where('id', '=', id).where('request_id', '=', requestId).executeTakeFirst()) ?? null;
}

export async function insertDocument(trx: Trx, document: RequestDocument): Promise<void> {
  await trx.insertInto('documents').values(document).execute();
}

/** Puts the sealed bytes beside their document. @returns false: it has some already. */
export async function storeContent(trx: Trx, id: string, sealed: Uint8Array, now: number): Promise<boolean> {
  const received = await trx.updateTable('documents').set({ received_at: now }).where('id', '=', id).where('received_at', 'is', null).returning('id').executeTakeFirst();
  if (received === undefined) return false;
  await trx.insertInto('document_contents').values({ document_id: id, sealed }).execute();
  return true;
}

/** @returns null: its bytes have not come, or were dropped. */
export async function findContent(db: Queryable, id: string): Promise<Uint8Array | null> {
  return (await db.selectFrom('document_contents').select('sealed').where('document_id', '=', id).executeTakeFirst())?.sealed ?? null;
}

export async function deleteDocument(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('document_contents').where('document_id', '=', id).execute();
  await trx.deleteFrom('documents').where('id', '=', id).execute();
}

export async function judgeDocumentRow(trx: Trx, id: string, verdict: Pick<RequestDocument, 'verdict' | 'verdict_reason' | 'verdict_text' | 'judged_by' | 'judged_at'>): Promise<void> {
  await trx.updateTable('documents').set(verdict).where('id', '=', id).execute();
}

/** Drops the bytes of every document of a request; that they were there, and what was said of them, stays. @returns how many. */
export async function dropContents(trx: Trx, requestId: string, now: number): Promise<number> {
  const documents = trx.selectFrom('documents').select('id').where('request_id', '=', requestId);
  const dropped = await trx.deleteFrom('document_contents').where('document_id', 'in', documents).returning('document_id').execute();
  await trx.updateTable('documents').set({ dropped_at: now }).where('request_id', '=', requestId).where('dropped_at', 'is', null).execute();
  return dropped.length;
}

export type EndedRequest = Pick<CertificateRequest, 'id' | 'product_id' | 'state'> & { readonly ended_at: number };

/** Ended requests that still have bytes, by id. */
export async function listEndedWithContent(db: Queryable, limit: number, afterId: string): Promise<readonly EndedRequest[]> {
  const rows = await db
    .selectFrom('requests')
    .select(['requests.id', 'requests.product_id', 'requests.state', 'requests.ended_at'])
    .where('requests.ended_at', 'is not', null)
    .where('requests.id', '>', afterId)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('documents')
          .innerJoin('document_contents', 'document_contents.document_id', 'documents.id')
          .select('documents.id')
          .whereRef('documents.request_id', '=', 'requests.id'),
      ),
    )
    .orderBy('requests.id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, ended_at: row.ended_at ?? 0 }));
}
