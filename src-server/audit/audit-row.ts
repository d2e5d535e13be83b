import { createHash } from 'node:crypto';
import type { AuditTable } from '../db/tables/operations.ts';
import { canonicalJson } from './canonical-json.ts';

/** `prev_hash` of the first row. */
export const AUDIT_GENESIS = '0'.repeat(64);

/** SHA-256 over the canonical JSON of the row without its own hash; the previous row's hash is part of it. Lower-case hex. */
export function auditHash(row: Omit<AuditTable, 'hash'>): string {
  const { seq, at, event, subject, details, prev_hash: prev } = row;
  return createHash('sha256').update(canonicalJson({ seq, at, event, subject, details, prev }), 'utf8').digest('hex');
}
