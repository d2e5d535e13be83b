import type { EntryEncoding } from '../shared/entry-block.ts';

/** What differs from one personalisation of an IAS-ECC card to the next. Constants of a table row, never guessed at run time. */
export interface IasEccProfile {
  /** Null: references and padding of this model are not known for sure, so no PIN of it is sent, nor its counter asked. */
  readonly pin: IasEccEntry | null;
  readonly puk: IasEccEntry | null;
  readonly admin: IasEccAdmin | null;
}

export interface IasEccEntry extends EntryEncoding {
  /** Global, so without bit 80; VERIFY, CHANGE REFERENCE DATA and RESET RETRY COUNTER take it as P2. */
  readonly reference: number;
}

export interface IasEccAdmin {
  /** Reference of the symmetric keyset that authorises RESET RETRY COUNTER. */
  readonly keyset: number;
  /** Algorithm of MSE SET; 1C: CWA 14890-1 8.4.1, symmetric, 3DES with SHA-1. */
  readonly algorithm: number;
  /** Bytes of GET CHALLENGE. */
  readonly challengeLength: number;
  /** Bytes of EXTERNAL AUTHENTICATE: cryptogram and retail MAC. */
  readonly cryptogramLength: number;
}
