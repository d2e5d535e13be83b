import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { SentEvent, SentEvents } from '../../src-shared/http/route-shape.ts';

export const EVENT_STREAM = 'text/event-stream; charset=utf-8';

/** Sends server-sent events (WHATWG HTML 9.2) as they come, until they end or the caller is gone. */
export function sendEvents(reply: FastifyReply, { open }: SentEvents): FastifyReply {
  const gone = new AbortController();
  // Not when the body is closed: that waits for an event that may never come.
  reply.raw.once('close', () => gone.abort());
  // Gone while the request was looked at: no `close` will come any more.
  if (reply.raw.closed || reply.raw.destroyed) gone.abort();
  const body = Readable.from(linesOf(open(gone.signal)), { highWaterMark: 1 });
  return reply
    .type(EVENT_STREAM)
    // A reverse proxy that gathers replies would hold the events back.
    .header('x-accel-buffering', 'no')
    // Kept alive after its end, the connection would keep a stopping authority waiting.
    .header('connection', 'close')
    .send(body);
}

async function* linesOf(events: AsyncIterable<SentEvent>): AsyncGenerator<string> {
  for await (const one of events) yield 'comment' in one ? `: ${one.comment}\n\n` : `event: ${one.event}\ndata: ${one.data}\n\n`;
}
