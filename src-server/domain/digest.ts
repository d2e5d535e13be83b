import { createHash } from 'node:crypto';

/** SHA-256 as lower-case hex, of text in UTF-8 or of bytes. For values of 128 bits of entropy and more, and for fingerprints. */
export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
