import type { UnblockState } from '../../src-shared/domain/unblock-state.ts';
import type { ResultRequest } from '../../src-shared/http/unblock.ts';

/**
 * What must survive a crash to go on with an unblock at the same step: who, which session, how far. Never a PIN, an answer,
 * a challenge or a response. The session's bearer token is in it: alone it opens nothing (answers and the card are needed).
 */
export interface UnblockRecord {
  /** Local id of this unblock, UUID. */
  readonly id: string;
  readonly state: UnblockState;
  /** SHA-256 of the link's code, hex: finds this record when the same link is opened again. */
  readonly codeHash: string;
  readonly idempotencyKey: string;
  readonly serial: string;
  readonly session: { readonly sessionId: string; readonly sessionToken: string } | null;
  readonly entity: string;
  readonly product: string;
  readonly holder: string;
  readonly maskedEmail: string;
  /** By this machine's clock. */
  readonly linkExpiresAt: number;
  /** An attempt whose verdict has not been seen. */
  readonly attempt: { readonly id: string; readonly number: number } | null;
  /** What is to be told to the authority, once known. */
  readonly result: ResultRequest | null;
  /** When the card accepted the new PIN. */
  readonly actedAt: number | null;
  readonly receipt: string | null;
  readonly updatedAt: number;
}

export interface UnblockJournal {
  /** Last record of each unblock, newest first. */
  list(): Promise<readonly UnblockRecord[]>;
  /** On disk when it resolves (fsync). @throws AppError journalUnwritable */
  write(record: UnblockRecord): Promise<void>;
  /** Forgets an unblock. */
  remove(id: string): Promise<void>;
}
