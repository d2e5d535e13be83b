import { createServer, type Server } from 'node:http';
import type { Registry } from 'prom-client';
import type { Log } from '../deps.ts';

/** Answers GET /metrics, on an address of its own: what it tells is for the operator, not for the public port. */
export function metricsServer(registry: Registry, address: { readonly host: string; readonly port: number }): { listen(log: Log): Promise<void>; close(): Promise<void> } {
  let log: Log | null = null;
  const server: Server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('GET /metrics\n');
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' }).end(text),
      (cause: unknown) => {
        log?.error({ error: cause instanceof Error ? cause.name : 'unknown' }, 'metrics not told');
        response.writeHead(503).end();
      },
    );
  });
  return {
    async listen(log_) {
      log = log_;
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(address.port, address.host, () => resolve());
      });
      log_.info({ metricsHost: address.host, metricsPort: address.port }, 'metrics');
    },
    async close() {
      if (!server.listening) return;
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
