import { cmac } from './cmac.ts';
import type { AdminKeys } from './vault.ts';

/**
 * A 2-key 3DES key for one purpose of one card: CMAC(K, 21 || M) || CMAC(K, 22 || M), NXP AN10922 section 2.3.
 * AN10922 always fills two blocks; with M of 8 to 15 bytes plain CMAC does exactly that. DES ignores the parity bits.
 * @param master 16 bytes; @param input M, 8 to 15 bytes; returns 16 bytes.
 */
export function diversify2Tdea(master: Uint8Array, input: Uint8Array): Uint8Array {
  if (input.length < 8 || input.length > 15) throw new RangeError('AN10922 2TDEA takes 8 to 15 bytes here');
  return Buffer.concat([0x21, 0x22].map((constant) => cmac(master, Uint8Array.of(constant, ...input))));
}

/** M = purpose (3 bytes) || serial (8) || key version (1): 12 bytes. Purpose first, so that ENC and MAC keys never meet. */
function diversificationInput(purpose: 'ENC' | 'MAC', serial: string, keyVersion: number): Uint8Array {
  if (!/^[0-9A-F]{16}$/u.test(serial)) throw new RangeError('a serial has 16 upper-case hex digits');
  if (!Number.isInteger(keyVersion) || keyVersion < 1 || keyVersion > 255) throw new RangeError('a key version is 1 to 255');
  return Buffer.concat([Buffer.from(purpose, 'ascii'), Buffer.from(serial, 'hex'), Uint8Array.of(keyVersion)]);
}

/** The admin keyset of one card, from the master key of that version. */
export function deriveAdminKeys(master: Uint8Array, serial: string, keyVersion: number): AdminKeys {
  return {
    enc: diversify2Tdea(master, diversificationInput('ENC', serial, keyVersion)),
    mac: diversify2Tdea(master, diversificationInput('MAC', serial, keyVersion)),
  };
}
