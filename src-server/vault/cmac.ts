import { padMethod2, tripleDesCbc, xorBlocks } from './triple-des.ts';

/** R64 of NIST SP 800-38B, 5.3. */
const R64 = 0x1b;

/** CMAC with 3DES, NIST SP 800-38B: 8 bytes. @param key 16 or 24 bytes. */
export function cmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const k1 = double(tripleDesCbc(key, new Uint8Array(8)));
  const complete = message.length > 0 && message.length % 8 === 0;
  const padded = complete ? Uint8Array.from(message) : padMethod2(message);
  const last = padded.subarray(-8);
  last.set(xorBlocks(last, complete ? k1 : double(k1)));
  return tripleDesCbc(key, padded).subarray(-8);
}

/** Multiplication by x in GF(2^64): a shift to the left, and R64 when a bit falls out. */
function double(block: Uint8Array): Uint8Array {
  const carryOut = (block[0] ?? 0) >> 7;
  return block.map((byte, i) => ((byte << 1) & 0xff) | ((block[i + 1] ?? 0) >> 7)).map((byte, i) => (i === 7 ? byte ^ (carryOut * R64) : byte));
}
