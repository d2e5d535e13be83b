import type { Transaction } from 'kysely';
import type { Database } from '../db/schema.ts';
import { AUDIT_GENESIS, auditHash } from './audit-row.ts';
import { canonicalJson, type Json } from './canonical-json.ts';

/** Everything the audit knows how to say. Names are stable: they are searched years later. */
export type AuditEvent =
  | 'dossier.created'
  | 'dossier.answersReplaced'
  | 'certificates.registered'
  | 'link.requested'
  | 'session.opened'
  | 'session.superseded'
  | 'answers.accepted'
  | 'answers.refused'
  | 'dossier.locked'
  | 'response.issued'
  | 'result.confirmed'
  | 'result.refused'
  | 'result.toReconcile';

/**
 * Adds one row to the chain, inside the transaction of what it tells: there is no act without its row, no row without its act.
 * @param entry.subject what the row is about: a serial or a session id. @param entry.details never a secret.
 */
export async function appendAudit(
  trx: Transaction<Database>,
  entry: { readonly at: number; readonly event: AuditEvent; readonly subject: string; readonly details: { readonly [key: string]: Json } },
): Promise<void> {
  const last = await trx.selectFrom('audit').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const row = {
    seq: (last?.seq ?? 0) + 1,
    at: entry.at,
    event: entry.event,
    subject: entry.subject,
    details: canonicalJson(entry.details),
    prev_hash: last?.hash ?? AUDIT_GENESIS,
  };
  await trx
    .insertInto('audit')
    .values({ ...row, hash: auditHash(row) })
    .execute();
}
