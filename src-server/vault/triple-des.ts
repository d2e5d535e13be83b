import { createCipheriv } from 'node:crypto';

/**
 * 3DES in CBC mode over whole blocks, unpadded. A 2-key key is written as K1||K2||K1 so that any OpenSSL or BoringSSL build
 * has it. One block under a zero IV is the same as ECB.
 * @param key K1||K2, 16 bytes, or K1||K2||K3, 24 bytes; @param iv 8 bytes, zero when left out.
 */
export function tripleDesCbc(key: Uint8Array, data: Uint8Array, iv: Uint8Array = Buffer.alloc(8)): Uint8Array {
  if (key.length !== 16 && key.length !== 24) throw new RangeError('a 3DES key has 16 or 24 bytes');
  const whole = Buffer.concat([key, key.subarray(0, 24 - key.length)]);
  try {
    const cipher = createCipheriv('des-ede3-cbc', whole, iv).setAutoPadding(false);
    return Buffer.concat([cipher.update(data), cipher.final()]);
  } finally {
    whole.fill(0);
  }
}

/** ISO/IEC 9797-1 padding method 2: one bit 1, then zeros up to a whole block, or to `length`. Always adds. */
export function padMethod2(message: Uint8Array, blockBytes = 8, length = (Math.floor(message.length / blockBytes) + 1) * blockBytes): Uint8Array {
  const padded = new Uint8Array(length);
  padded.set(message);
  padded[message.length] = 0x80;
  return padded;
}

export function xorBlocks(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, i) => byte ^ (b[i] ?? 0));
}
