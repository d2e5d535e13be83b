import { Buffer } from 'node:buffer';
import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Json } from '../ports/change-feed.ts';

/** Of the sealed form, not of the tables: a migration does not seal anew. */
const VERSION = 1;
const NONCE = 12;
const TAG = 16;
export const KEY_BYTES = 32;

/** Which row of which table: a sealed value opens nowhere else. */
export type Place = readonly (string | number)[];

export interface Sealer {
  seal(value: Json, place: Place): Buffer;
  /** @throws AppError localCopyDamaged when it was changed, moved, or sealed with another key */
  open(sealed: Uint8Array | ArrayBuffer, place: Place): Json;
}

/**
 * JSON under AES-256-GCM (NIST SP 800-38D), random nonces: 2^32 seals before a key's are worn out (8.3), far more than rows.
 * Form: version (1 byte), nonce (12), ciphertext, tag (16); additional data: version and place as JSON.
 * @param key 32 bytes, copied
 */
export function sealerOf(key: Uint8Array): Sealer {
  const secret = createSecretKey(key);
  const aad = (place: Place): Buffer => Buffer.from(JSON.stringify([VERSION, ...place]));
  return {
    seal(value, place) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', secret, nonce, { authTagLength: TAG }).setAAD(aad(place));
      const body = cipher.update(JSON.stringify(value), 'utf8');
      return Buffer.concat([Buffer.of(VERSION), nonce, body, cipher.final(), cipher.getAuthTag()]);
    },
    open(given, place) {
      // The stand-in for the older Electron gives the blobs of lists as bare memory.
      const sealed = given instanceof ArrayBuffer ? new Uint8Array(given) : given;
      if (sealed.length < 1 + NONCE + TAG || sealed[0] !== VERSION) throw new AppError('localCopyDamaged');
      try {
        const decipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(1, 1 + NONCE), { authTagLength: TAG })
          .setAAD(aad(place))
          .setAuthTag(sealed.subarray(-TAG));
        const text = decipher.update(sealed.subarray(1 + NONCE, -TAG), undefined, 'utf8') + decipher.final('utf8');
        return JSON.parse(text) as Json;
      } catch (cause) {
        throw new AppError('localCopyDamaged', {}, cause);
      }
    },
  };
}
