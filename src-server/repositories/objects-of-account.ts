import type { Selectable } from 'kysely';
import type { AccountTable } from '../db/tables/accounts.ts';
import type { IssuedCertificateTable } from '../db/tables/certificates.ts';
import type { AppointmentTable } from '../db/tables/desk.ts';
import type { AuditTable } from '../db/tables/operations.ts';
import type { DocumentTable, RequestEventTable, RequestTable } from '../db/tables/requests.ts';
import type { AssociatedCertificate } from './account-certificates.ts';
import type { Queryable } from './queryable.ts';

type Ids = readonly string[];

/**
 * Objects of one account by their ids, many in one query; those that are gone, or of somebody else, are not in the answer. Whose they are is
 * no part of the query: an engine may take the index of the account, and read all that is its own for each page.
 */
function ownOf<Row extends { readonly account_id: string | null }>(accountId: string, rows: readonly Row[]): readonly Row[] {
  return rows.filter((row) => row.account_id === accountId);
}

export async function accountsById(db: Queryable, accountId: string, ids: Ids): Promise<ReadonlyArray<Selectable<AccountTable>>> {
  return db.selectFrom('accounts').selectAll().where('id', '=', accountId).where('id', 'in', [...ids]).execute();
}

export async function associatedBySha256(db: Queryable, accountId: string, ids: Ids): Promise<readonly AssociatedCertificate[]> {
  return db.selectFrom('account_certificates').selectAll().where('account_id', '=', accountId).where('sha256', 'in', [...ids]).execute();
}

export async function requestsById(db: Queryable, accountId: string, ids: Ids): Promise<ReadonlyArray<Selectable<RequestTable>>> {
  return ownOf(accountId, await db.selectFrom('requests').selectAll().where('id', 'in', [...ids]).execute());
}

/** In the order of `listDocuments`. */
export async function documentsOfRequests(db: Queryable, requestIds: Ids): Promise<ReadonlyArray<Selectable<DocumentTable>>> {
  return db.selectFrom('documents').selectAll().where('request_id', 'in', [...requestIds]).orderBy('created_at').orderBy('id').execute();
}

/** In the order of `listRequestEvents`. */
export async function eventsOfRequests(db: Queryable, requestIds: Ids): Promise<ReadonlyArray<Selectable<RequestEventTable>>> {
  return db.selectFrom('request_events').selectAll().where('request_id', 'in', [...requestIds]).orderBy('position').execute();
}

export async function certificatesBySerial(db: Queryable, accountId: string, serials: Ids): Promise<ReadonlyArray<Selectable<IssuedCertificateTable>>> {
  return ownOf(accountId, await db.selectFrom('issued_certificates').selectAll().where('serial', 'in', [...serials]).execute());
}

/** By serial: the one that took its place. */
export async function renewalsOf(db: Queryable, serials: Ids): Promise<ReadonlyMap<string, string>> {
  const rows = await db.selectFrom('issued_certificates').select(['serial', 'renews']).where('renews', 'in', [...serials]).execute();
  return new Map(rows.map(({ serial, renews }) => [renews ?? '', serial]));
}

/** Those of which a renewal is under way. */
export async function serialsAskedFor(db: Queryable, serials: Ids): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('requests').select('replaces_certificate_id as serial').where('replaces_certificate_id', 'in', [...serials]).where('ended_at', 'is', null).execute();
  return new Set(rows.map(({ serial }) => serial ?? ''));
}

export async function productsOfRequests(db: Queryable, ids: Ids): Promise<ReadonlyMap<string, string>> {
  const rows = await db.selectFrom('requests').select(['id', 'product_id']).where('id', 'in', [...ids]).execute();
  return new Map(rows.map(({ id, product_id: product }) => [id, product]));
}

export async function appointmentsById(db: Queryable, accountId: string, ids: Ids): Promise<ReadonlyArray<Selectable<AppointmentTable>>> {
  return ownOf(accountId, await db.selectFrom('appointments').selectAll().where('id', 'in', [...ids]).execute());
}

export async function auditRowsBySeq(db: Queryable, accountId: string, seqs: readonly number[]): Promise<ReadonlyArray<Selectable<AuditTable>>> {
  return db.selectFrom('audit').selectAll().where('seq', 'in', [...seqs]).where('subject', '=', accountId).execute();
}
