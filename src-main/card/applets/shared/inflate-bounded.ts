import { gunzipSync, inflateSync } from 'node:zlib';
import { AppError } from '../../../../src-shared/errors/app-error.ts';

/** No certificate of a token is longer; a card cannot make this program unpack more. */
export const INFLATED_MAX = 16_384;

/**
 * Unpacks what a token keeps compressed (`zlib`: RFC 1950, `gzip`: RFC 1952), to so many bytes and no more.
 * @throws AppError tokenMalformedAnswer for a damaged stream, or one that holds more
 */
export function inflateBounded(packed: Uint8Array, format: 'zlib' | 'gzip'): Uint8Array {
  const inflate = format === 'zlib' ? inflateSync : gunzipSync;
  try {
    return Uint8Array.from(inflate(packed, { maxOutputLength: INFLATED_MAX }));
  } catch (error) {
    // Whatever the library says of these bytes, it is said of bytes of the card.
    throw new AppError('tokenMalformedAnswer', { reason: 'compression' }, error);
  }
}
