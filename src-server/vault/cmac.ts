import { createCipheriv } from 'node:crypto';

/** A block cipher as CMAC needs it: CBC with a zero IV and no padding, over whole blocks. */
interface BlockCipher {
  readonly blockSize: 8 | 16;
  readonly encryptCbc: (data: Uint8Array) => Uint8Array;
}

/** 2-key 3DES. Expressed as K1||K2||K1 so that any OpenSSL or BoringSSL build has the cipher. */
export function tripleDes(key: Uint8Array): BlockCipher {
  if (key.length !== 16) throw new RangeError('a 2-key 3DES key has 16 bytes');
  const full = Buffer.concat([key, key.subarray(0, 8)]);
  return { blockSize: 8, encryptCbc: (data) => cbc('des-ede3-cbc', full, Buffer.alloc(8), data) };
}

export function aes128(key: Uint8Array): BlockCipher {
  if (key.length !== 16) throw new RangeError('an AES-128 key has 16 bytes');
  return { blockSize: 16, encryptCbc: (data) => cbc('aes-128-cbc', key, Buffer.alloc(16), data) };
}

export function cbc(algorithm: string, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  const cipher = createCipheriv(algorithm, key, iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(data), cipher.final()]);
}

/** Constant of the subkey step (NIST SP 800-38B, 5.3): R64 and R128. */
const RB = { 8: 0x1b, 16: 0x87 } as const;

/** CMAC, NIST SP 800-38B; as long as one block. */
export function cmac(cipher: BlockCipher, message: Uint8Array): Uint8Array {
  const { blockSize } = cipher;
  const k1 = double(cipher.encryptCbc(Buffer.alloc(blockSize)), RB[blockSize]);
  const complete = message.length > 0 && message.length % blockSize === 0;
  const subkey = complete ? k1 : double(k1, RB[blockSize]);
  const padded = complete ? Buffer.from(message) : padMethod2(message, blockSize);
  const last = padded.length - blockSize;
  for (let i = 0; i < blockSize; i++) padded.writeUInt8(padded.readUInt8(last + i) ^ (subkey[i] ?? 0), last + i);
  return cipher.encryptCbc(padded).subarray(last);
}

/** ISO/IEC 9797-1 padding method 2: one bit 1, then zeros up to a whole block. Always adds. */
export function padMethod2(message: Uint8Array, blockSize: number): Buffer {
  const padded = Buffer.alloc((Math.floor(message.length / blockSize) + 1) * blockSize);
  padded.set(message);
  padded[message.length] = 0x80;
  return padded;
}

function double(block: Uint8Array, rb: number): Uint8Array {
  const out = new Uint8Array(block.length);
  let carry = 0;
  for (let i = block.length - 1; i >= 0; i--) {
    const byte = block[i] ?? 0;
    out[i] = ((byte << 1) | carry) & 0xff;
    carry = byte >> 7;
  }
  const last = out.length - 1;
  if (carry === 1) out[last] = (out[last] ?? 0) ^ rb;
  return out;
}
