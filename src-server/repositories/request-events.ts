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
  await trx
    .insertInto('request_events')
    .values((eb) => ({
      ...event,
      details: canonicalJson(event.details),
      position: eb
        .selectFrom('request_events')
        .select((of) => of(of.fn.coalesce(of.fn.max('position'), of.lit(0)), '+', of.lit(1)).as('next'))
        .where('request_id', '=', event.request_id),
    }))
    .execute();
}
