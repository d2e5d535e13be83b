import { padMethod2, tripleDesCbc, xorBlocks } from './triple-des.ts';

/** R64 and R128 of NIST SP 800-38B, 5.3, by the block's bytes. */
const R: Readonly<Record<number, number>> = { 8: 0x1b, 16: 0x87 };

/** CMAC with 3DES, NIST SP 800-38B: 8 bytes. @param key 16 or 24 bytes. */
export function cmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const blocks = cmacBlocks(message, 8, tripleDesCbc(key, new Uint8Array(8)));
  return tripleDesCbc(key, blocks).subarray(-8);
}

/**
 * The message as CMAC chains it: padded where it is not whole blocks, its last block combined with the subkey; the last block of its
 * CBC encryption under a zero IV is the CMAC (SP 800-38B, 6.2).
 * @param zeroEncrypted L, a zero block encrypted with the key; @param length bytes to pad to, for AN10922, which always fills two blocks.
 */
export function cmacBlocks(message: Uint8Array, blockBytes: 8 | 16, zeroEncrypted: Uint8Array, length?: number): Uint8Array {
  const complete = length === undefined ? message.length > 0 && message.length % blockBytes === 0 : message.length === length;
  const padded = complete ? Uint8Array.from(message) : padMethod2(message, blockBytes, length);
  const k1 = double(zeroEncrypted);
  const last = padded.subarray(-blockBytes);
  last.set(xorBlocks(last, complete ? k1 : double(k1)));
  return padded;
}

/** Multiplication by x in GF(2^64) or GF(2^128): a shift to the left, and R when a bit falls out. */
function double(block: Uint8Array): Uint8Array {
  const carryOut = (block[0] ?? 0) >> 7;
  const doubled = block.map((byte, i) => ((byte << 1) & 0xff) | ((block[i + 1] ?? 0) >> 7));
  return doubled.map((byte, i) => (i === block.length - 1 ? byte ^ (carryOut * (R[block.length] ?? 0)) : byte));
}
