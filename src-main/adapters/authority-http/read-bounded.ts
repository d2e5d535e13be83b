import { AppError } from '../../../src-shared/errors/app-error.ts';

/** The body, read no further than `limit` bytes. @throws AppError authorityBadReply when there is more */
export async function readBounded(response: Response, limit: number): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > limit) throw new AppError('authorityBadReply');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
