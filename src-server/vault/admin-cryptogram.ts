import type { UnblockProfile } from '../../src-shared/http/unblock.ts';
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

/**
 * GIDS: what goes under tag 82 of GENERAL AUTHENTICATE, and what CardAuthenticateChallenge of Microsoft's minidriver
 * specification takes: the challenge, one block, under the 24-byte admin key; 8 bytes.
 */
export function gidsResponse(key: Uint8Array, challenge: Uint8Array): Uint8Array {
  if (key.length !== 24 || challenge.length !== 8) throw new RangeError('a GIDS admin key has 24 bytes, its challenge 8');
  return tripleDesCbc(key, challenge);
}

/** The two halves of an IAS-ECC admin key, as views on its bytes. @param key ENC || MAC, 32 bytes. */
export function iasEccKeys(key: Uint8Array): AdminKeys {
  if (key.length !== 32) throw new RangeError('an IAS-ECC admin key has 32 bytes');
  return { enc: key.subarray(0, 16), mac: key.subarray(16) };
}

/**
 * Key check value: the first 3 bytes of a zero block encrypted (GlobalPlatform Card Specification, B.5), upper-case hex.
 * GIDS: 6 digits. IAS-ECC: 12, ENC then MAC.
 */
export function keyCheckValue(profile: UnblockProfile, key: Uint8Array): string {
  const parts = profile === 'gids' ? [key] : Object.values(iasEccKeys(key));
  return parts.map(tripleDesCheckValue).join('');
}

/** Of one 3DES key, 16 or 24 bytes: 6 hex digits. */
export function tripleDesCheckValue(key: Uint8Array): string {
  return Buffer.from(tripleDesCbc(key, new Uint8Array(8)).subarray(0, 3)).toString('hex').toUpperCase();
}
