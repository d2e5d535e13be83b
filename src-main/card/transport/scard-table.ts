import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { ErrorCode } from '../../../src-shared/errors/error-table.ts';
import { PcscError, type ScardName } from '../../ports/smart-card-service.ts';

/**
 * The one place where PC/SC's words become the program's. What is allowed next is decided by the code, never by the SCARD name:
 * reads may be repeated, a secret-bearing APDU never is.
 */
export const SCARD_TABLE = {
  // Asked for by `close`: the service is going away under our hands.
  SCARD_E_CANCELLED: 'serviceStopped',
  SCARD_E_NO_SERVICE: 'serviceAbsent',
  SCARD_E_SERVICE_STOPPED: 'serviceStopped',
  // polkit, a sandbox, a policy: repeating changes nothing.
  SCARD_E_NO_ACCESS: 'serviceAccessDenied',
  SCARD_W_SECURITY_VIOLATION: 'serviceAccessDenied',

  SCARD_E_NO_READERS_AVAILABLE: 'noReader',
  SCARD_E_READER_UNAVAILABLE: 'readerRemoved',
  SCARD_E_UNKNOWN_READER: 'readerRemoved',
  // A handle dies with its reader (or with the service): treated as the reader being gone.
  SCARD_E_INVALID_HANDLE: 'readerRemoved',
  SCARD_E_SHARING_VIOLATION: 'readerBusy',

  SCARD_E_NO_SMARTCARD: 'tokenRemoved',
  SCARD_W_REMOVED_CARD: 'tokenRemoved',
  SCARD_W_RESET_CARD: 'tokenReset',

  // Bad contact: one cold reset, then the person takes the token out and puts it back.
  SCARD_E_PROTO_MISMATCH: 'tokenUnreadable',
  SCARD_W_UNPOWERED_CARD: 'tokenUnreadable',
  SCARD_W_UNRESPONSIVE_CARD: 'tokenUnreadable',

  // The command may or may not have run: probe, never repeat.
  SCARD_E_COMM_DATA_LOST: 'tokenUnreadable',
  SCARD_E_NOT_TRANSACTED: 'tokenUnreadable',
  SCARD_E_TIMEOUT: 'tokenUnreadable',
  SCARD_F_COMM_ERROR: 'tokenUnreadable',
  SCARD_F_INTERNAL_ERROR: 'tokenUnreadable',
} as const satisfies Record<ScardName, ErrorCode>;

/** Gives back an AppError for a PcscError, and anything else untouched: a bug stays a bug. */
export function fromPcsc(thrown: unknown): unknown {
  if (!(thrown instanceof PcscError)) return thrown;
  return new AppError(SCARD_TABLE[thrown.scard], {}, thrown);
}

/** The SCARD name behind an error of this layer, or null. */
export function scardOf(thrown: unknown): ScardName | null {
  if (thrown instanceof PcscError) return thrown.scard;
  return thrown instanceof AppError && thrown.cause instanceof PcscError ? thrown.cause.scard : null;
}

/** Runs a call of the port and speaks the program's errors. */
export async function translatingPcsc<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw fromPcsc(error);
  }
}
