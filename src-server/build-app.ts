import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { ROUTES, type RouteName } from '../src-shared/http/contract.ts';
import type { Deps } from './deps.ts';
import { refuseBadAddress, registerErrorHandler } from './http/error-handler.ts';
import { makeGuards } from './http/guards.ts';
import { makeHandlers } from './http/handlers.ts';
import { openapiOf } from './http/openapi.ts';
import { registerDocs } from './http/docs/register-docs.ts';
import { registerGate } from './http/gate.ts';
import { registerPages } from './http/pages.ts';
import { registerRequestLog } from './http/request-log.ts';
import { route, type Handler } from './http/route.ts';
import { registerUploads } from './http/uploads.ts';
import { registerSecurityHeaders, SECURITY_HEADERS } from './http/security-headers.ts';
import type { MailFolder } from './mail/mail-folder.ts';

/** The authority as an HTTP application: no listening, no globals. Tests call it with `inject`. */
export function buildApp(deps: Deps, folder: MailFolder): FastifyInstance {
  const app = fastify({
    logger: false,
    trustProxy: deps.config.trustedProxies ?? false,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    // Prototype keys are refused, not dropped: whoever sends them is no client of ours.
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    // What comes while it stops is refused by `registerGate`, in the one shape.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    requestTimeout: 30_000,
    exposeHeadRoutes: false,
    frameworkErrors: (_error, request, reply) => refuseBadAddress(request, reply.headers(SECURITY_HEADERS)),
    routerOptions: { caseSensitive: true, ignoreTrailingSlash: false, maxParamLength: 512 },
  });
  app.removeContentTypeParser('text/plain');
  registerUploads(app);
  registerSecurityHeaders(app, deps.publicUrl);
  registerErrorHandler(app, deps.log);
  registerRequestLog(app, deps.log);
  registerGate(app, deps.phase);

  const guards = makeGuards(deps);
  const handlers = makeHandlers(deps, folder);
  for (const name of Object.keys(ROUTES) as RouteName[]) route(app, name, guards, handlers[name] as unknown as Handler<RouteName>);
  const openapi = openapiOf(deps.config.version);
  app.get('/openapi.json', async () => openapi);
  registerDocs(app, openapi);
  registerPages(app);
  return app;
}
