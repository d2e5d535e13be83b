import { PostgresAdapter, type Kysely } from 'kysely';

/** For the few statements that the engines spell differently; only `src-server/db` asks. */
export function isPostgres(db: Pick<Kysely<unknown>, 'getExecutor'>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}
