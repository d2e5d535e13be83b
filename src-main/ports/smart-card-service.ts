/**
 * PC/SC as the card layer needs it: the native addon and the virtual reader implement it, with the same errors.
 * Shapes follow WinSCard (MSDN) and pcsc-lite 1.9; bytes are Uint8Array, times milliseconds.
 */
export interface ReaderStatus {
  /** Name of the reader as PC/SC gives it; unique at one time, reused over time. */
  readonly name: string;
  readonly virtual: boolean;
  readonly present: boolean;
  /** Answer to reset when a card is present, else empty. */
  readonly atr: Uint8Array;
  /** Held exclusively, by whoever. */
  readonly exclusive: boolean;
}

/** `leave` keeps the card's state, `reset` warm-resets it (security status, challenge and selection are lost). */
export type Disposition = 'leave' | 'reset';

export interface CardConnection {
  readonly atr: Uint8Array;
  /**
   * Sends one command APDU, gives the whole response (data, SW1, SW2). Fewer than two bytes: the card was pulled.
   * @throws PcscError. After `SCARD_W_RESET_CARD` the connection needs `reconnect`.
   */
  transmit(command: Uint8Array): Promise<Uint8Array>;
  beginTransaction(): Promise<void>;
  endTransaction(disposition: Disposition): Promise<void>;
  reconnect(disposition: Disposition): Promise<void>;
  disconnect(disposition: Disposition): Promise<void>;
}

export interface SmartCardService {
  /** @throws PcscError `SCARD_E_NO_SERVICE` when there is no daemon. An empty list is "no reader". */
  listReaders(): Promise<readonly ReaderStatus[]>;
  /** Calls back after any reader or card change, until the returned function is called. No payload: list again. */
  watch(onChange: () => void): () => void;
  /** @throws PcscError, `SCARD_E_SHARING_VIOLATION` when another connection forbids this one. */
  connect(reader: string, mode: 'shared' | 'exclusive'): Promise<CardConnection>;
  close(): Promise<void>;
}

/** A service whose readers are simulated: cards are put in and pulled out by a call. */
export interface VirtualSmartCardService extends SmartCardService {
  /** @throws PcscError `SCARD_E_UNKNOWN_READER` */
  setInserted(reader: string, inserted: boolean): Promise<void>;
}

export function isVirtualService(service: SmartCardService): service is VirtualSmartCardService {
  return 'setInserted' in service;
}

/** Names as in winscard.h / pcsclite.h; this is the only place where they are listed. */
export const SCARD_NAMES = [
  'SCARD_E_CANCELLED',
  'SCARD_E_COMM_DATA_LOST',
  'SCARD_E_INVALID_HANDLE',
  'SCARD_E_NOT_TRANSACTED',
  'SCARD_E_NO_READERS_AVAILABLE',
  'SCARD_E_NO_SERVICE',
  'SCARD_E_NO_SMARTCARD',
  'SCARD_E_PROTO_MISMATCH',
  'SCARD_E_READER_UNAVAILABLE',
  'SCARD_E_SERVICE_STOPPED',
  'SCARD_E_SHARING_VIOLATION',
  'SCARD_E_TIMEOUT',
  'SCARD_E_UNKNOWN_READER',
  'SCARD_F_COMM_ERROR',
  'SCARD_F_INTERNAL_ERROR',
  'SCARD_W_REMOVED_CARD',
  'SCARD_W_RESET_CARD',
  'SCARD_W_UNPOWERED_CARD',
  'SCARD_W_UNRESPONSIVE_CARD',
] as const;
export type ScardName = (typeof SCARD_NAMES)[number];

export class PcscError extends Error {
  override readonly name = 'PcscError';
  readonly scard: ScardName;
  constructor(scard: ScardName) {
    super(scard);
    this.scard = scard;
  }
}
