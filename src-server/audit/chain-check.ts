import type { AuditTable } from '../db/tables/operations.ts';
import { AUDIT_GENESIS, auditHash } from './audit-row.ts';

export type AuditFault =
  /** Rows are gone, of the middle or of the tail. */
  | 'missing'
  /** A row is not the one its hash tells of. */
  | 'changed'
  /** A row does not continue the one before it. */
  | 'notLinked'
  /** A row where none can be. */
  | 'surplus'
  /** Up to here the chain is whole, and it is not the one that was signed. */
  | 'forked';

export type AuditVerdict =
  | { readonly ok: true; readonly rows: number; readonly head: string; readonly headsHeld: number }
  /** `seq`: the first row that is not what the chain says it must be; `missing`: how many are gone at the tail. */
  | { readonly ok: false; readonly seq: number; readonly reason: AuditFault; readonly missing?: number };

/** Where the chain ended at some moment, as it was noted outside the database. */
export interface KnownHead {
  readonly seq: number;
  readonly hash: string;
}

/** Judges rows one after the other. A cut at the tail leaves a shorter valid chain: only a head kept elsewhere shows it. */
export class ChainCheck {
  readonly #first: number;
  #seq: number;
  #prev: string | null;
  readonly #heads: ReadonlyMap<number, readonly string[]>;
  #headsHeld = 0;

  /** @param options.from first row that is there; what came before it is taken on trust. */
  constructor(options: { readonly from?: number; readonly heads?: readonly KnownHead[] } = {}) {
    this.#first = options.from ?? 1;
    this.#seq = this.#first - 1;
    this.#prev = this.#first === 1 ? AUDIT_GENESIS : null;
    const heads = new Map<number, string[]>();
    for (const { seq, hash } of options.heads ?? []) heads.set(seq, [...(heads.get(seq) ?? []), hash]);
    this.#heads = heads;
  }

  /** The row that comes next. Null: it is as it must be. */
  add(row: AuditTable): AuditVerdict | null {
    const expected = this.#seq + 1;
    if (row.seq !== expected) return row.seq < expected ? fault(row.seq, 'surplus') : fault(expected, 'missing');
    if (hashOf(row) !== row.hash) return fault(expected, 'changed');
    if (this.#prev !== null && row.prev_hash !== this.#prev) return fault(expected, 'notLinked');
    const signed = this.#heads.get(expected) ?? [];
    if (signed.some((hash) => hash !== row.hash)) return fault(expected, 'forked');
    this.#headsHeld += signed.length;
    this.#seq = expected;
    this.#prev = row.hash;
    return null;
  }

  /** For a row that cannot be read at all. */
  unreadable(): AuditVerdict {
    return fault(this.#seq + 1, 'changed');
  }

  /** After the last row. */
  end(): AuditVerdict {
    let newest = 0;
    for (const seq of this.#heads.keys()) newest = Math.max(newest, seq);
    if (newest > this.#seq) return { ok: false, seq: this.#seq + 1, reason: 'missing', missing: newest - this.#seq };
    return { ok: true, rows: this.#seq - this.#first + 1, head: this.#prev ?? AUDIT_GENESIS, headsHeld: this.#headsHeld };
  }
}

function fault(seq: number, reason: AuditFault): AuditVerdict {
  return { ok: false, seq, reason };
}

/** Null: the row holds what no row of ours can, so no hash is its own. */
function hashOf(row: AuditTable): string | null {
  const { at, event, subject, details, prev_hash: prev } = row;
  if (!Number.isSafeInteger(at) || ![event, subject, details, prev].every((text) => typeof text === 'string' && text.isWellFormed())) return null;
  return auditHash(row);
}
