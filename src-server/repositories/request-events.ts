import type { Selectable } from 'kysely';
import { canonicalJson, type Json } from '../audit/canonical-json.ts';
import type { RequestEventTable } from '../db/tables/requests.ts';
import type { Queryable, Trx } from './queryable.ts';

export type RequestEventRow = Readonly<Selectable<RequestEventTable>>;

export async function listRequestEvents(db: Queryable, requestId: string): Promise<readonly RequestEventRow[]> {
  return db.selectFrom('request_events').selectAll().where('request_id', '=', requestId).orderBy('position').execute();
}

/** Adds a line to the timeline of a request. */
export async function appendRequestEvent(trx: Trx, event: Omit<RequestEventRow, 'position' | 'details'> & { readonly details: { readonly [key: string]: Json } }): Promise<void> {
  const { last } = await trx
    .selectFrom('request_events')
    .select((eb) => eb.fn.max('position').as('last'))
    .where('request_id', '=', event.request_id)
    .executeTakeFirstOrThrow();
  await trx
    .insertInto('request_events')
    .values({ ...event, details: canonicalJson(event.details), position: (last ?? 0) + 1 })
    .execute();
}
