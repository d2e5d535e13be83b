import { createCipheriv, createDecipheriv } from 'node:crypto';

/**
 * Block ciphers of administration keys, CBC without padding under a zero IV (of one block that is the same as ECB). Only cipher
 * names that OpenSSL 3 and BoringSSL both have without a legacy provider.
 */
export type SymmetricCipher = 'des-ede3-cbc' | 'aes-128-cbc' | 'aes-192-cbc' | 'aes-256-cbc';

export const blockLength = (cipher: SymmetricCipher): number => (cipher === 'des-ede3-cbc' ? 8 : 16);

export function encryptBlocks(cipher: SymmetricCipher, key: Uint8Array, data: Uint8Array): Uint8Array {
  return Uint8Array.from(createCipheriv(cipher, key, new Uint8Array(blockLength(cipher))).setAutoPadding(false).update(data));
}

export function decryptBlocks(cipher: SymmetricCipher, key: Uint8Array, data: Uint8Array): Uint8Array {
  return Uint8Array.from(createDecipheriv(cipher, key, new Uint8Array(blockLength(cipher))).setAutoPadding(false).update(data));
}
