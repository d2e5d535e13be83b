import { createCipheriv } from 'node:crypto';
import { cmacBlocks } from './cmac.ts';
import { xorBlocks } from './triple-des.ts';

/**
 * AES keys of one card from an AES master key of the same length, NXP AN10922 rev. 2.2 (2019-07-02), section 2. No card of
 * today's profiles has one; ISO/IEC 7816-4 cards with AES admin keys will.
 *
 * Constants: 01; 11, 12; 41, 42. Second source beside the note: libfreefare's `mifare_key_deriver.c` (01, 11, 12), and the known
 * answers that three independent implementations carry, which the tests repeat.
 */
const CONSTANTS: Readonly<Record<number, readonly [number] | readonly [number, number]>> = { 16: [0x01], 24: [0x11, 0x12], 32: [0x41, 0x42] };

/**
 * @param master 16, 24 or 32 bytes; @param input M, 1 to 31 bytes, serial number first;
 * @returns as many bytes as the master key has.
 */
export function diversifyAes(master: Uint8Array, input: Uint8Array): Uint8Array {
  const constants = CONSTANTS[master.length];
  if (constants === undefined) throw new RangeError('an AES master key has 16, 24 or 32 bytes');
  if (input.length < 1 || input.length > 31) throw new RangeError('AN10922 takes 1 to 31 bytes with AES');
  const [a = new Uint8Array(16), b = new Uint8Array(16)] = constants.map((constant) => twoBlockCmac(master, Uint8Array.of(constant, ...input)));
  if (master.length === 16) return a;
  if (master.length === 32) return Buffer.concat([a, b]);
  // 24 bytes out of two blocks: their inner halves are combined.
  return Buffer.concat([a.subarray(0, 8), xorBlocks(a.subarray(8), b.subarray(0, 8)), b.subarray(8)]);
}

/** AN10922's CMAC: a message of 16 bytes or fewer is padded to two blocks all the same, where SP 800-38B would take one. */
function twoBlockCmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  return aesCbc(key, cmacBlocks(message, 16, aesCbc(key, new Uint8Array(16)), 32)).subarray(-16);
}

/** Zero IV, no padding. */
function aesCbc(key: Uint8Array, data: Uint8Array): Uint8Array {
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, new Uint8Array(16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(data), cipher.final()]);
}
