import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { ApduChannel } from '../../apdu/apdu-channel.ts';
import { LE_MAX } from '../../apdu/command-apdu.ts';
import { FILE_LENGTH_MAX, readBinary } from './read-binary.ts';

/** The whole current file, in commands of 256 bytes; it ends where its size says or where the card gives less than asked. */
export async function readFile(channel: ApduChannel, { size }: { readonly size: number }): Promise<Uint8Array> {
  if (size > FILE_LENGTH_MAX) throw new AppError('tokenMalformedAnswer', { reason: 'fileLength' });
  const content = new Uint8Array(size);
  let offset = 0;
  while (offset < size) {
    const length = Math.min(LE_MAX, size - offset);
    const chunk = await channel.run(readBinary, { offset, length });
    content.set(chunk, offset);
    offset += chunk.length;
    if (chunk.length < length) break;
  }
  return content.subarray(0, offset);
}
