import { padMethod2, tripleDesCbc, xorBlocks } from './triple-des.ts';
import type { AdminKeys } from './vault.ts';

/**
 * Retail MAC: ISO/IEC 9797-1 MAC algorithm 3 with DES, padding method 2, zero IV; 8 bytes.
 * Single DES is 3DES with K1 in every place, which is the same function and needs no legacy cipher.
 * @param key K1||K2, 16 bytes.
 */
export function retailMac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const padded = padMethod2(message);
  const head = padded.subarray(0, -8);
  const k1 = key.subarray(0, 8);
  const chained = head.length === 0 ? new Uint8Array(8) : tripleDesCbc(Buffer.concat([k1, k1]), head).subarray(-8);
  return tripleDesCbc(key, xorBlocks(padded.subarray(-8), chained));
}

/**
 * Body of the card's EXTERNAL AUTHENTICATE (role authentication, algorithm 1C): 24 bytes, CWA 14890-1 symmetric scheme as
 * OpenSC's iasecc driver speaks it: 3DES-CBC(ENC, zero IV, RND.ICC || SN.ICC), unpadded, then the retail MAC (MAC key)
 * of those 16 bytes.
 * @param challenge RND.ICC, 8 bytes; @param serial SN.ICC, 8 bytes as 16 hex digits.
 */
export function adminCryptogram(keys: AdminKeys, challenge: Uint8Array, serial: string): Uint8Array {
  const serialBytes = Buffer.from(serial, 'hex');
  if (challenge.length !== 8 || serialBytes.length !== 8) throw new RangeError('challenge and serial have 8 bytes each');
  const encrypted = tripleDesCbc(keys.enc, Buffer.concat([challenge, serialBytes]));
  return Buffer.concat([encrypted, retailMac(keys.mac, encrypted)]);
}
