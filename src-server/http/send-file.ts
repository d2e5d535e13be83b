import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { SentFile } from '../../src-shared/http/route-shape.ts';

/** Sends bytes as what they are, kept under the name of ours or shown, cached only where the sender says so. */
export function sendFile(reply: FastifyReply, { type, bytes, fileName, maxAge, valid }: SentFile): FastifyReply {
  if (maxAge > 0) void reply.header('cache-control', `public, max-age=${maxAge}, no-transform, must-revalidate`);
  // RFC 5019, 6.2.
  if (maxAge > 0 && valid !== undefined) {
    const etag = `"${createHash('sha256').update(bytes).digest('base64url')}"`;
    void reply.headers({ 'last-modified': new Date(valid.from).toUTCString(), expires: new Date(valid.until).toUTCString(), etag });
  }
  if (fileName !== null) void reply.header('content-disposition', `attachment; filename="${fileName.replace(/[^A-Za-z0-9._-]/gu, '-')}"`);
  return reply.type(type).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
