import type { ChangeKind } from '../../../src-shared/http/changes.ts';
import type { Generated } from 'kysely';

/** Mails to send. `payload` is sealed by the vault (it holds a link) and emptied once sent. */
export interface OutboxTable {
  id: string;
  kind: string;
  created_at: number;
  payload: string | null;
  failures: number;
  next_at: number;
  /** Until when one dispatcher has it alone. */
  leased_until: number | null;
  sent_at: number | null;
  /** Of no use to anybody after this, and not sent any more: its link has expired. */
  expires_at: number | null;
  /** It ended without having been sent, and why. */
  ended_at: number | null;
  end_reason: 'refused' | 'tooLate' | 'expired' | null;
}

export interface AuditTable {
  seq: number;
  at: number;
  event: string;
  subject: string;
  details: string;
  prev_hash: string;
  hash: string;
}

/** Where the chain ended at a moment, signed; what is kept outside the database shows a cut at its tail later. */
export interface AuditHeadTable {
  id: string;
  seq: number;
  at: number;
  jws: string;
}

/** Which instance runs a job until when, and when it is due again. */
export interface JobLeaseTable {
  name: string;
  holder: string | null;
  leased_until: number | null;
  next_at: number;
  succeeded_at: number | null;
  /** In a row, since it last succeeded. */
  failures: number;
}

export interface IdempotencyKeyTable {
  /** Of actor and key. */
  key_hash: string;
  /** Of route, parameters and body. */
  body_hash: string;
  reply: string;
  created_at: number;
}

export interface RateEventTable {
  id: string;
  /** Hash of the limit's name and whom it counts. */
  bucket: string;
  at: number;
}

/** The last number given, by what it counts. */
export interface CounterTable {
  name: string;
  value: number;
}

/** What its owner's copy of an account has to read again: one row an object, the one of its last change. */
export interface ChangeTable {
  account_id: string;
  kind: ChangeKind;
  /** As the feed calls it: an id, a serial number, a digest, the number of an audit row. */
  object_id: string;
  /** In the order of commits over all accounts: whoever gives it holds the writer's lock (ADR 12). */
  seq: number;
  at: number;
}

/** One row: the last number given, and the name of this count. A restored database counts under another name. */
export interface ChangeHeadTable {
  epoch: string;
  seq: number;
}

export interface SchemaMigrationTable {
  id: Generated<number>;
  name: string;
  applied_at: number;
}
