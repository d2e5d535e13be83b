import { Buffer } from 'node:buffer';
import { createCipheriv, createDecipheriv } from 'node:crypto';

/** Two-key triple DES, 16 bytes each. One cipher name only, the one OpenSSL 3 and BoringSSL both have without a legacy provider. */
const TWO_KEY_3DES_CBC = 'des-ede-cbc';
const BLOCK = 8;
const ZERO_IV = new Uint8Array(BLOCK);

/**
 * What a terminal must present to EXTERNAL AUTHENTICATE (CWA 14890-1, 8.4.1 with a symmetric key; IAS-ECC algorithm 1C):
 * 3DES-CBC under ENC of RND.ICC(8) || SN.ICC(8), zero IV, then the retail MAC of that cryptogram under MAC: 24 bytes.
 */
export function externalAuthenticationCryptogram(
  keys: { readonly enc: Uint8Array; readonly mac: Uint8Array },
  challenge: Uint8Array,
  serial: Uint8Array,
): Uint8Array {
  const cryptogram = encryptCbc(keys.enc, Buffer.concat([challenge, serial]));
  return Uint8Array.from(Buffer.concat([cryptogram, retailMac(keys.mac, cryptogram)]));
}

/** ISO 9797-1 MAC algorithm 3 with padding method 2: single DES chain under the left key, last block under both keys. */
export function retailMac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const padded = padMethod2(message);
  const left = twice(key.subarray(0, BLOCK));
  const right = twice(key.subarray(BLOCK));
  const chained = encryptCbc(left, padded).subarray(-BLOCK);
  return Uint8Array.from(encryptCbc(left, decryptCbc(right, chained)));
}

/** A single DES key written twice makes E-D-E collapse to E. */
function twice(half: Uint8Array): Uint8Array {
  return Buffer.concat([half, half]);
}

function padMethod2(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array((Math.floor(message.length / BLOCK) + 1) * BLOCK);
  padded.set(message);
  padded[message.length] = 0x80;
  return padded;
}

function encryptCbc(key: Uint8Array, blocks: Uint8Array): Buffer {
  const cipher = createCipheriv(TWO_KEY_3DES_CBC, key, ZERO_IV).setAutoPadding(false);
  return Buffer.concat([cipher.update(blocks), cipher.final()]);
}

function decryptCbc(key: Uint8Array, blocks: Uint8Array): Buffer {
  const decipher = createDecipheriv(TWO_KEY_3DES_CBC, key, ZERO_IV).setAutoPadding(false);
  return Buffer.concat([decipher.update(blocks), decipher.final()]);
}
