import { sql } from 'kysely';
import { nextChangeSeq, putChange, type Change } from '../repositories/changes.ts';
import type { Trx } from '../repositories/queryable.ts';
import { isPostgres } from './is-postgres.ts';

/** Channel on which PostgreSQL tells all instances whose account changed, once the transaction is committed. */
export const CHANGES_CHANNEL = 'clavis_changes';

/**
 * Puts the row of an object under the next number, and signals it. On PostgreSQL one statement, since each is a way to the server; on
 * SQLite, which takes no writing statement within another, there is one process, which hears of its own commits (`CommitBell`).
 */
export async function putNextChange(trx: Trx, change: Omit<Change, 'seq'>): Promise<void> {
  if (!isPostgres(trx)) return putChange(trx, { ...change, seq: await nextChangeSeq(trx) });
  const { account_id: accountId, kind, object_id: objectId, at } = change;
  await sql`
    with next as (update change_head set seq = seq + 1 returning seq),
    put as (
      insert into changes (account_id, kind, object_id, seq, at) select ${accountId}, ${kind}, ${objectId}, seq, ${at}::bigint from next
      on conflict (account_id, kind, object_id) do update set seq = excluded.seq, at = excluded.at
    )
    select pg_notify(${CHANGES_CHANNEL}, ${accountId})`.execute(trx);
}
