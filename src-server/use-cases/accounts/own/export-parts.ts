import type { Queryable } from '../../../repositories/queryable.ts';
import { listAppointmentRows, listCertificateRows, listDocumentRows, listRequestEventRows, listRequestRows } from '../../../repositories/rows-of-account.ts';

/** Rows of one area about one account, without anything that is secret from its owner. */
export type ExportPart = (db: Queryable, accountId: string) => Promise<ReadonlyArray<Readonly<Record<string, unknown>>>>;

/** What other areas keep about a person: an area adds its line here, and the export holds it. Bytes of documents are had from their own route. */
export const EXPORT_PARTS: Readonly<Record<string, ExportPart>> = {
  requests: listRequestRows,
  requestEvents: listRequestEventRows,
  documents: listDocumentRows,
  certificates: listCertificateRows,
  appointments: listAppointmentRows,
};
