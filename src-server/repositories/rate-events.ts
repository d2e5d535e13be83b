import type { Queryable, Trx } from './queryable.ts';

/** Times of the events in this bucket after `since`, newest first, at most `limit`. */
export async function listRateEvents(db: Queryable, bucket: string, since: number, limit: number): Promise<readonly number[]> {
  const rows = await db.selectFrom('rate_events').select('at').where('bucket', '=', bucket).where('at', '>', since).orderBy('at', 'desc').limit(limit).execute();
  return rows.map(({ at }) => at);
}

export async function insertRateEvent(trx: Trx, event: { readonly id: string; readonly bucket: string; readonly at: number }): Promise<void> {
  await trx.insertInto('rate_events').values(event).execute();
}

export async function deleteRateEvents(trx: Trx, until: number): Promise<void> {
  await trx.deleteFrom('rate_events').where('at', '<=', until).execute();
}

export async function deleteBucket(trx: Trx, bucket: string): Promise<void> {
  await trx.deleteFrom('rate_events').where('bucket', '=', bucket).execute();
}

export async function deleteRateEvent(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('rate_events').where('id', '=', id).execute();
}
