import { sql } from 'kysely';
import type { Trx } from '../repositories/queryable.ts';
import { isPostgres } from './is-postgres.ts';

/** Channel on which PostgreSQL tells all instances whose account changed, once the transaction is committed. */
export const CHANGES_CHANNEL = 'clavis_changes';

/** On SQLite there is one process, which hears of its own commits (`ChangeSignals`). */
export async function signalChange(trx: Trx, accountId: string): Promise<void> {
  if (isPostgres(trx)) await sql`select pg_notify(${CHANGES_CHANNEL}, ${accountId})`.execute(trx);
}
