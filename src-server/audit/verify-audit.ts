import type { Kysely } from 'kysely';
import type { Database } from '../db/schema.ts';
import { AUDIT_GENESIS, auditHash } from './audit-row.ts';

export type AuditVerdict =
  | { readonly ok: true; readonly rows: number; readonly head: string }
  /** `seq`: the first row that is not what the chain says it must be. */
  | { readonly ok: false; readonly seq: number; readonly reason: 'missing' | 'changed' | 'notLinked' };

/** Rows read at once. */
const PAGE = 1_000;

/**
 * Walks the whole chain, as it stands at one moment. A cut at the tail leaves a shorter valid chain: only a head kept elsewhere shows it.
 * @param head a (seq, hash) noted outside the database at some earlier time.
 */
export async function verifyAudit(
  db: Kysely<Database>,
  head?: { readonly seq: number; readonly hash: string },
): Promise<AuditVerdict> {
  return db.transaction().setAccessMode('read only').execute(async (trx) => {
    let seq = 0;
    let prev = AUDIT_GENESIS;
    for (;;) {
      const rows = await trx.selectFrom('audit').selectAll().where('seq', '>', seq).orderBy('seq').limit(PAGE).execute();
      for (const row of rows) {
        seq++;
        if (row.seq !== seq) return { ok: false, seq, reason: 'missing' };
        if (auditHash(row) !== row.hash) return { ok: false, seq, reason: 'changed' };
        if (row.prev_hash !== prev) return { ok: false, seq, reason: 'notLinked' };
        if (head?.seq === seq && head.hash !== row.hash) return { ok: false, seq, reason: 'changed' };
        prev = row.hash;
      }
      if (rows.length < PAGE) break;
    }
    if (head !== undefined && head.seq > seq) return { ok: false, seq: seq + 1, reason: 'missing' };
    return { ok: true, rows: seq, head: prev };
  });
}
