import { hash } from 'node:crypto';
import type { AuditTable } from '../db/tables/operations.ts';
import { canonicalJson } from './canonical-json.ts';

/** `prev_hash` of the first row. */
export const AUDIT_GENESIS = '0'.repeat(64);

/** SHA-256 over the canonical JSON of the row without its own hash; the previous row's hash is part of it. Lower-case hex. */
export function auditHash(row: Omit<AuditTable, 'hash'>): string {
  const { seq, at, event, subject, details, prev_hash: prev } = row;
  // The members of canonicalJson({ seq, at, event, subject, details, prev }), in the order of their names.
  const head = `{"at":${canonicalJson(at)},"details":${canonicalJson(details)},"event":${canonicalJson(event)}`;
  return hash('sha256', `${head},"prev":${canonicalJson(prev)},"seq":${canonicalJson(seq)},"subject":${canonicalJson(subject)}}`, 'hex');
}
