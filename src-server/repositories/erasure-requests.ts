import type { Selectable } from 'kysely';
import type { ErasureRequestTable } from '../db/tables/accounts.ts';
import type { Queryable, Trx } from './queryable.ts';

type ErasureRequest = Readonly<Selectable<ErasureRequestTable>>;

export async function listErasureRequests(db: Queryable, accountId: string): Promise<readonly ErasureRequest[]> {
  return db.selectFrom('erasure_requests').selectAll().where('account_id', '=', accountId).orderBy('requested_at').orderBy('id').execute();
}

export async function insertErasureRequest(trx: Trx, request: ErasureRequest): Promise<void> {
  await trx.insertInto('erasure_requests').values(request).execute();
}
