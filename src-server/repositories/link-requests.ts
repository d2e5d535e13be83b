import { LINK_WINDOW_MS } from '../domain/link-limits.ts';
import type { Trx } from './queryable.ts';

/** Times of the requests for this token within the window, newest first. */
export async function recentLinkRequests(trx: Trx, serial: string, now: number): Promise<readonly number[]> {
  const rows = await trx
    .selectFrom('link_requests')
    .select('at')
    .where('serial', '=', serial)
    .where('at', '>', now - LINK_WINDOW_MS)
    .orderBy('at', 'desc')
    .execute();
  return rows.map((row) => row.at);
}

/** Requests of the last minute, whatever the token. */
export async function countLinkRequests(trx: Trx, now: number): Promise<number> {
  const { count } = await trx
    .selectFrom('link_requests')
    .select((expression) => expression.fn.countAll<number | string>().as('count'))
    .where('at', '>', now - 60_000)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Counts one more, and forgets those no limit looks at any more: unknown serials are counted too, so the table must not grow. */
export async function recordLinkRequest(trx: Trx, request: { readonly id: string; readonly serial: string; readonly at: number }): Promise<void> {
  await trx.deleteFrom('link_requests').where('at', '<=', request.at - LINK_WINDOW_MS).execute();
  await trx.insertInto('link_requests').values(request).execute();
}
