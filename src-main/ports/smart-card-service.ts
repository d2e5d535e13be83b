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
  /** A card is there and does not answer (SCARD_STATE_MUTE). */
  readonly mute: boolean;
  /**
   * Insertions and removals that the service has counted for this reader (the high word of dwEventState, which wraps): two lists
   * that differ here show a card that was exchanged in between, even for one of the same model.
   */
  readonly events: number;
}

/** Transmission protocol in use (ISO 7816-3). */
export type CardProtocol = 'T=0' | 'T=1';

/** `leave` keeps the card's state, `reset` warm-resets it (security status, challenge and selection are lost). */
export type Disposition = 'leave' | 'reset';

export interface CardConnection {
  readonly atr: Uint8Array;
  readonly protocol: CardProtocol;
  /**
   * Sends one command APDU, gives the whole response (data, SW1, SW2). Fewer than two bytes: the card was pulled.
   * @throws PcscError. After `SCARD_W_RESET_CARD` the connection needs `reconnect`.
   */
  transmit(command: Uint8Array): Promise<Uint8Array>;
  /**
   * @throws PcscError `SCARD_E_SHARING_VIOLATION` when another program keeps the card in a transaction of its own for longer than
   * `TRANSACTION_WAIT_MS`; nothing was sent, and the connection is of no more use but to be disconnected.
   */
  beginTransaction(): Promise<void>;
  endTransaction(disposition: Disposition): Promise<void>;
  reconnect(disposition: Disposition): Promise<void>;
  /**
   * Ends the connection, also where it throws. A reset comes before the end of a transaction that is open on it.
   * @throws PcscError when the reset could not be, `SCARD_E_SHARING_VIOLATION` as for `beginTransaction`, or the card, reader or service is gone
   */
  disconnect(disposition: Disposition): Promise<void>;
  /** An attribute of reader or card (PC/SC part 3, SCARD_ATTR_*); null when this reader does not tell it. */
  attribute(id: number): Promise<Uint8Array | null>;
  /** SCardControl. @param code the system's own control code (SCARD_CTL_CODE differs by system). */
  control(code: number, data: Uint8Array): Promise<Uint8Array>;
}

/** How long a transaction of another program is waited for. */
export const TRANSACTION_WAIT_MS = 5000;

export interface SmartCardService {
  /** Version of library or daemon, where it tells one. */
  readonly libraryVersion: string | null;
  /**
   * An empty list is "no reader".
   * @throws PcscError `SCARD_E_NO_SERVICE` when there is no daemon; AppError addonMissing |
   * pcscLibraryMissing | serviceAccessDenied | serviceVersionMismatch where PC/SC cannot be used at all
   */
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
  'SCARD_E_NO_ACCESS',
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
  'SCARD_W_SECURITY_VIOLATION',
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
