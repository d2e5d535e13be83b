import { Buffer } from 'node:buffer';
import { constants, createPrivateKey, privateDecrypt } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** All keys of these cards are RSA-2048. */
export const MODULUS_BYTES = 256;

/** @param privateKey PKCS#8 DER in base64, as the memory keeps it. */
export function rsaKey(privateKey: string): KeyObject {
  return createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });
}

/** Modulus (256 bytes) and public exponent, big-endian. */
export function publicNumbers(key: KeyObject): { readonly modulus: Uint8Array; readonly exponent: Uint8Array } {
  const { n = '', e = '' } = key.export({ format: 'jwk' });
  return { modulus: Uint8Array.from(Buffer.from(n, 'base64url')), exponent: Uint8Array.from(Buffer.from(e, 'base64url')) };
}

/** The bare private-key operation: with no padding, decrypting and signing are the same. @param block as long as the modulus. */
export function rawRsa(key: KeyObject, block: Uint8Array): Uint8Array {
  return Uint8Array.from(privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, block));
}

export function isBelowModulus(key: KeyObject, block: Uint8Array): boolean {
  return Buffer.compare(publicNumbers(key).modulus, block) > 0;
}

/** PKCS#1 block type 01 around a DigestInfo (RFC 8017, 9.2). */
export function signatureBlock(digestInfo: Uint8Array): Uint8Array {
  const padding = Buffer.alloc(MODULUS_BYTES - digestInfo.length - 3, 0xff);
  return Uint8Array.from(Buffer.concat([Buffer.from([0x00, 0x01]), padding, Buffer.from([0x00]), digestInfo]));
}

/** The message of a PKCS#1 block type 02 (RFC 8017, 7.2.2), undefined when it is none. */
export function messageOfBlock(block: Uint8Array): Uint8Array | undefined {
  const end = block.indexOf(0x00, 2);
  return block[0] !== 0x00 || block[1] !== 0x02 || end < 10 ? undefined : block.subarray(end + 1);
}
