export const PIN_BLOCK_LENGTH = 8;
export const PIN_DIGITS = 4;
const PAD = 0xff;

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

/** The reference data of the user PIN: four ASCII digits, then FF up to eight bytes. */
export function isUserPinBlock(block: Uint8Array): boolean {
  return (
    block.length === PIN_BLOCK_LENGTH &&
    block.subarray(0, PIN_DIGITS).every(isDigit) &&
    block.subarray(PIN_DIGITS).every((byte) => byte === PAD)
  );
}

/** The reference data of the PUK: eight ASCII digits. */
export function isPukBlock(block: Uint8Array): boolean {
  return block.length === PIN_BLOCK_LENGTH && block.every(isDigit);
}

/** "4821" -> 34 38 32 31 FF FF FF FF. */
export function padPin(digits: Uint8Array): Uint8Array {
  const block = new Uint8Array(PIN_BLOCK_LENGTH).fill(PAD);
  block.set(digits.subarray(0, PIN_BLOCK_LENGTH));
  return block;
}
