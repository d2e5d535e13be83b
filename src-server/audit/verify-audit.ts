import type { Kysely } from 'kysely';
import type { Database } from '../db/schema.ts';
import { readAuditPages } from './read-audit-pages.ts';
import { ChainCheck, type AuditVerdict, type KnownHead } from './chain-check.ts';

/**
 * Walks the whole chain, as it stands at one moment.
 * @param heads noted outside the database at earlier times.
 */
export async function verifyAudit(db: Kysely<Database>, heads: readonly KnownHead[] = []): Promise<AuditVerdict> {
  const check = new ChainCheck({ heads });
  return readAuditPages(db, null, (rows) => {
    for (const row of rows) {
      const verdict = check.add(row);
      if (verdict !== null) return verdict;
    }
    return null;
  }).then((verdict) => verdict ?? check.end());
}
