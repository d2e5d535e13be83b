import type { FastifyInstance } from 'fastify';
import { ROUTES } from '../../src-shared/http/contract.ts';
import type { Route } from '../../src-shared/http/route-shape.ts';

/** Bodies that are no JSON: read whole, up to the route's limit, and only of the types that some route takes. */
export function registerUploads(app: FastifyInstance): void {
  const types = new Set(Object.values<Route>(ROUTES).flatMap(({ consumes }) => consumes ?? []));
  for (const type of types) app.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}
