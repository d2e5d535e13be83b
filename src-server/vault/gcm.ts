import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/**
 * AES-256-GCM with a random 12-byte IV (NIST SP 800-38D, 8.2.2): IV || tag || ciphertext.
 * @param context authenticated with it: must be given again to open.
 */
export function sealWith(key: Uint8Array, context: string, plaintext: Uint8Array): Uint8Array {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context, 'utf8'));
  const body = cipher.update(plaintext);
  // GCM keeps no last block: `final` gives the tag alone.
  cipher.final();
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** @throws Error when it was sealed with another key or context, or changed */
export function openWith(key: Uint8Array, context: string, sealed: Uint8Array): Uint8Array {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 }).setAAD(Buffer.from(context, 'utf8'));
  decipher.setAuthTag(sealed.subarray(12, 28));
  const plaintext = decipher.update(sealed.subarray(28));
  // GCM gives all of its bytes before the tag is checked: nothing is handed on before.
  decipher.final();
  return plaintext;
}
