/**
 * PC/SC as seen from here. Shapes and error names equal those of the program's own port, which this folder must not import;
 * a class of `src-main` adapts one to the other, and a test holds the two together by assignment.
 */
export interface VirtualReaderStatus {
  readonly name: string;
  readonly virtual: boolean;
  readonly present: boolean;
  readonly atr: Uint8Array;
  readonly exclusive: boolean;
  readonly mute: boolean;
  /** Insertions and removals so far, sixteen bits as in the high word of dwEventState. */
  readonly events: number;
}

/** Transmission protocol of a card (ISO 7816-3). */
export type VirtualProtocol = 'T=0' | 'T=1';

export type VirtualDisposition = 'leave' | 'reset';
export type VirtualShareMode = 'shared' | 'exclusive';

/** The names of winscard.h this reader can answer with. */
export type VirtualScardName =
  | 'SCARD_E_INVALID_HANDLE'
  | 'SCARD_E_NO_SERVICE'
  | 'SCARD_E_NO_SMARTCARD'
  | 'SCARD_E_NOT_TRANSACTED'
  | 'SCARD_E_READER_UNAVAILABLE'
  | 'SCARD_E_SERVICE_STOPPED'
  | 'SCARD_E_SHARING_VIOLATION'
  | 'SCARD_E_UNKNOWN_READER'
  | 'SCARD_F_COMM_ERROR'
  | 'SCARD_W_REMOVED_CARD'
  | 'SCARD_W_RESET_CARD';

export class VirtualPcscError extends Error {
  override readonly name = 'VirtualPcscError';
  readonly scard: VirtualScardName;

  constructor(scard: VirtualScardName) {
    super(scard);
    this.scard = scard;
  }
}
