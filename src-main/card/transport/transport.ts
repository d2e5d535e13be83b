/** One response APDU: the data field and the status word, SW1 in the high byte (ISO 7816-4, 5.1.3). */
export interface ResponseApdu {
  readonly data: Uint8Array;
  readonly sw: number;
}

/**
 * The lowest floor of the card layer: bytes of one command APDU in, one response out. PC/SC, the virtual reader and the
 * APDU script of the tests all stand behind it.
 * @throws AppError tokenRemoved | tokenReset | readerRemoved | tokenMalformedAnswer … by the table of `scard-table.ts`.
 */
export interface Transport {
  transmit(command: Uint8Array): Promise<ResponseApdu>;
}
