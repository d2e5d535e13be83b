/** What differs from one personalisation of an IAS-ECC card to the next. Constants of a table row, never guessed at run time. */
export interface IasEccProfile {
  readonly pin: PinFormat & {
    /** Reference of the user PIN: global, so without bit 80; VERIFY and RESET RETRY COUNTER take it as P2. */
    readonly reference: number;
  };
  readonly admin: {
    /** Reference of the symmetric keyset that authorises RESET RETRY COUNTER. */
    readonly keyset: number;
    /** Algorithm of MSE SET; 1C: CWA 14890-1 8.4.1, symmetric, 3DES with SHA-1. */
    readonly algorithm: number;
    /** Bytes of GET CHALLENGE. */
    readonly challengeLength: number;
    /** Bytes of EXTERNAL AUTHENTICATE: cryptogram and retail MAC. */
    readonly cryptogramLength: number;
  };
}

/** How this card model stores a PIN. An entry that does not fit costs no try: it is refused before the card. */
export interface PinFormat {
  readonly minLength: number;
  readonly maxLength: number;
  /** The stored block's length; shorter entries are filled up with `padByte`. */
  readonly storedLength: number;
  readonly padByte: number;
}
