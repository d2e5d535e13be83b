import { z } from 'zod';
import { errorReply, ROUTES } from '../../src-shared/http/contract.ts';
import { PARAMS, type Route } from '../../src-shared/http/route-shape.ts';

/** OpenAPI 3.1 of the contract. Made from `ROUTES`, so it cannot tell another story than the code. */
export function openapiOf(version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [operationId, one] of Object.entries<Route>(ROUTES)) {
    const path = one.path.replace(/:(\w+)/gu, '{$1}');
    const parameters: object[] = [...one.path.matchAll(/:(\w+)/gu)].map(([, name = '']) => ({ name, in: 'path', required: true, schema: schemaOf(PARAMS[name] ?? z.uuid()) }));
    if (one.idempotent) parameters.push({ name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string', format: 'uuid' } });
    paths[path] ??= {};
    paths[path][one.method.toLowerCase()] = {
      operationId,
      summary: one.summary,
      ...(one.permission === null ? {} : { description: `Permission: ${one.permission}.${one.fresh ? ' Within minutes of signing in.' : ''}` }),
      security: one.auth === 'none' ? [] : [{ [one.auth]: [] }],
      parameters,
      ...requestOf(one),
      responses: {
        [one.status]: { description: 'Done', content: contentOf(one) },
        default: { description: 'Refused', content: json({ $ref: '#/components/schemas/Refusal' }) },
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Clavis authority', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { Refusal: schemaOf(errorReply) },
      securitySchemes: {
        session: { type: 'http', scheme: 'bearer', description: 'Token of an unblock session, given when it was opened' },
        account: { type: 'http', scheme: 'bearer', description: 'Token of a signed-in person, given at sign-in' },
        embedded: { type: 'http', scheme: 'bearer', description: 'Token of the process that started this authority' },
      },
    },
  };
}

function requestOf({ body, consumes }: Route): object {
  if (body === null) return {};
  if (consumes === null) return { requestBody: { required: true, content: json(schemaOf(body)) } };
  return { requestBody: { required: true, content: Object.fromEntries(consumes.map((type) => [type, {}])) } };
}

function contentOf({ binary, events, reply }: Route): object {
  if (events) return { 'text/event-stream': {} };
  return binary ? { 'application/octet-stream': {} } : json(schemaOf(reply));
}

/** JSON Schema 2020-12, as OpenAPI 3.1 takes it for granted. */
function schemaOf(schema: z.ZodType): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}

function json(schema: object): object {
  return { 'application/json': { schema } };
}
