import { aes128, cmac, tripleDes } from './cmac.ts';
import type { AdminKeys } from './vault.ts';

/**
 * A 2-key 3DES key for one purpose of one card: CMAC(K, 21 || M) || CMAC(K, 22 || M), NXP AN10922 section 2.3.
 * AN10922 always fills two blocks; with M of 8 to 15 bytes plain CMAC does exactly that.
 * @param master 16 bytes; @param input M, 8 to 15 bytes; returns 16 bytes.
 */
export function diversify2Tdea(master: Uint8Array, input: Uint8Array): Uint8Array {
  if (input.length < 8 || input.length > 15) throw new RangeError('AN10922 2TDEA takes 8 to 15 bytes here');
  const cipher = tripleDes(master);
  return Buffer.concat([0x21, 0x22].map((constant) => cmac(cipher, Buffer.from([constant, ...input]))));
}

/**
 * An AES-128 key for one purpose of one card: CMAC(K, 01 || M), AN10922 section 2.2; for cards whose admin keyset is AES.
 * @param input M, 16 to 31 bytes (a shorter one would need AN10922's own two-block padding).
 */
export function diversifyAes128(master: Uint8Array, input: Uint8Array): Uint8Array {
  if (input.length < 16 || input.length > 31) throw new RangeError('AN10922 AES-128 takes 16 to 31 bytes here');
  return cmac(aes128(master), Buffer.from([0x01, ...input]));
}

/** M = purpose (3 bytes) || serial (8) || key version (1): 12 bytes. Purpose first, so that ENC and MAC keys never meet. */
function diversificationInput(purpose: 'ENC' | 'MAC', serial: string, keyVersion: number): Uint8Array {
  if (!/^[0-9A-F]{16}$/u.test(serial)) throw new RangeError('a serial has 16 upper-case hex digits');
  if (!Number.isInteger(keyVersion) || keyVersion < 1 || keyVersion > 255) throw new RangeError('a key version is 1 to 255');
  return Buffer.concat([Buffer.from(purpose, 'ascii'), Buffer.from(serial, 'hex'), Buffer.from([keyVersion])]);
}

/** The admin keyset of one card, from the master key of that version. */
export function deriveAdminKeys(master: Uint8Array, serial: string, keyVersion: number): AdminKeys {
  return {
    enc: diversify2Tdea(master, diversificationInput('ENC', serial, keyVersion)),
    mac: diversify2Tdea(master, diversificationInput('MAC', serial, keyVersion)),
  };
}
