/** PIN and PUK of a PIV card travel as eight bytes (SP 800-73-4 part 2, 2.4.3). */
export const PIN_BLOCK_LENGTH = 8;
export const PIN_MIN_DIGITS = 6;
const PAD = 0xff;

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

/** Six to eight ASCII digits, then FF. */
export function isPinBlock(block: Uint8Array): boolean {
  if (block.length !== PIN_BLOCK_LENGTH) return false;
  const padding = block.indexOf(PAD);
  const digits = padding === -1 ? PIN_BLOCK_LENGTH : padding;
  return digits >= PIN_MIN_DIGITS && block.subarray(0, digits).every(isDigit) && block.subarray(digits).every((byte) => byte === PAD);
}

/** Any eight bytes; those shorter than eight are padded with FF too, as Yubico's tools do. */
export function isPukBlock(block: Uint8Array): boolean {
  return block.length === PIN_BLOCK_LENGTH && block.subarray(0, PIN_MIN_DIGITS).every((byte) => byte !== PAD);
}

/** "123456" -> 31 32 33 34 35 36 FF FF. */
export function padPivPin(digits: Uint8Array): Uint8Array {
  const block = new Uint8Array(PIN_BLOCK_LENGTH).fill(PAD);
  block.set(digits.subarray(0, PIN_BLOCK_LENGTH));
  return block;
}
