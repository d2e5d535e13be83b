import type { Kysely } from 'kysely';
import type { Database } from '../db/schema.ts';
import type { AuditTable } from '../db/tables/operations.ts';

/** Rows read at once. */
const PAGE = 1_000;

/**
 * Gives all rows in order, a page at a time, as they stand at one moment; stops at the first page for which `take` says
 * something, and returns that.
 * @param from first row; null: from the very beginning, whatever its number.
 */
export async function readAuditPages<T>(
  db: Kysely<Database>,
  from: number | null,
  take: (rows: readonly AuditTable[]) => T | null | Promise<T | null>,
): Promise<T | null> {
  return db.transaction().setAccessMode('read only').execute(async (trx) => {
    let after = from === null ? null : from - 1;
    for (;;) {
      const all = trx.selectFrom('audit').selectAll().orderBy('seq').limit(PAGE);
      const rows = await (after === null ? all : all.where('seq', '>', after)).execute();
      const said = await take(rows);
      if (said !== null) return said;
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return null;
      after = last.seq;
    }
  });
}
