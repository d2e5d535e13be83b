import type { Selectable } from 'kysely';
import type { ErasureState } from '../../src-shared/domain/erasure.ts';
import type { AccountTable, ErasureRequestTable } from '../db/tables/accounts.ts';
import type { TimeCursor } from '../domain/time-cursor.ts';
import type { Queryable, Trx } from './queryable.ts';

export type ErasureRequest = Readonly<Selectable<ErasureRequestTable>>;
/** With whose it is. */
export type ErasureOfAccount = ErasureRequest & Readonly<Pick<Selectable<AccountTable>, 'first_name' | 'last_name' | 'email' | 'role'>>;

export async function listErasureRequests(db: Queryable, accountId: string): Promise<readonly ErasureRequest[]> {
  return db.selectFrom('erasure_requests').selectAll().where('account_id', '=', accountId).orderBy('requested_at').orderBy('id').execute();
}

/** The one that waits for an answer. */
export async function findOpenErasure(db: Queryable, accountId: string): Promise<ErasureRequest | null> {
  return (await db.selectFrom('erasure_requests').selectAll().where('account_id', '=', accountId).where('state', '=', 'requested').executeTakeFirst()) ?? null;
}

export async function insertErasureRequest(trx: Trx, request: Pick<ErasureRequest, 'id' | 'account_id' | 'requested_at'>): Promise<void> {
  await trx
    .insertInto('erasure_requests')
    .values({ ...request, state: 'requested', decided_at: null, decided_by: null, decision_reason: null, kept: null })
    .execute();
}

export async function findErasure(db: Queryable, id: string): Promise<ErasureOfAccount | null> {
  return (await withAccounts(db).where('erasure_requests.id', '=', id).executeTakeFirst()) ?? null;
}

/** Oldest first: the one that waits longest is answered next. */
export async function listErasures(db: Queryable, filter: { readonly state: ErasureState | null; readonly after: TimeCursor | null; readonly limit: number }): Promise<readonly ErasureOfAccount[]> {
  let query = withAccounts(db);
  if (filter.state !== null) query = query.where('state', '=', filter.state);
  const { after } = filter;
  if (after !== null) {
    query = query.where((is) => is.or([is('requested_at', '>', after.at), is.and([is('requested_at', '=', after.at), is('erasure_requests.id', '>', after.id)])]));
  }
  return query.orderBy('requested_at').orderBy('erasure_requests.id').limit(filter.limit).execute();
}

/** Decides it, in one statement: of any number of people exactly one gets true. */
export async function decideErasureRequest(trx: Trx, id: string, decision: Pick<ErasureRequest, 'state' | 'decided_at' | 'decided_by' | 'decision_reason' | 'kept'>): Promise<boolean> {
  const { numUpdatedRows } = await trx.updateTable('erasure_requests').set(decision).where('id', '=', id).where('state', '=', 'requested').executeTakeFirst();
  return numUpdatedRows === 1n;
}

function withAccounts(db: Queryable) {
  return db
    .selectFrom('erasure_requests')
    .innerJoin('accounts', 'accounts.id', 'erasure_requests.account_id')
    .selectAll('erasure_requests')
    .select(['accounts.first_name', 'accounts.last_name', 'accounts.email', 'accounts.role']);
}
