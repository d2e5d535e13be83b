import type { FastifyInstance } from 'fastify';
import type { Log } from '../deps.ts';

/** Every reply names its line in the log. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** One line a request: these five fields and no other. The route's pattern, not its URL: a URL may be what someone typed. */
export function registerRequestLog(app: FastifyInstance, log: Log): void {
  app.addHook('onRequest', async (request, reply) => void reply.header(REQUEST_ID_HEADER, request.id));
  app.addHook('onResponse', async (request, reply) => {
    log.info(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    );
  });
}
