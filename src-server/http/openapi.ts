import { z } from 'zod';
import { errorReply, ROUTES } from '../../src-shared/http/contract.ts';

/** OpenAPI 3.1 of the contract. Made from `ROUTES`, so it cannot tell another story than the code. */
export function openapiOf(version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [operationId, one] of Object.entries(ROUTES)) {
    const path = one.path.replace(/:(\w+)/gu, '{$1}');
    const parameters = [...one.path.matchAll(/:(\w+)/gu)].map((match) => ({
      name: match[1],
      in: 'path',
      required: true,
      schema: { type: 'string', format: 'uuid' },
    }));
    const key = { name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string', format: 'uuid' } };
    paths[path] ??= {};
    paths[path][one.method.toLowerCase()] = {
      operationId,
      summary: one.summary,
      security: one.auth === 'none' ? [] : [{ [one.auth]: [] }],
      parameters: one.idempotent ? [...parameters, key] : parameters,
      ...(one.body === null ? {} : { requestBody: { required: true, content: json(z.toJSONSchema(one.body, { io: 'input' })) } }),
      responses: {
        [one.status]: { description: 'Done', content: json(z.toJSONSchema(one.reply)) },
        default: { description: 'Refused', content: json({ $ref: '#/components/schemas/Refusal' }) },
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Clavis authority', version },
    paths,
    components: {
      schemas: { Refusal: z.toJSONSchema(errorReply) },
      securitySchemes: {
        session: { type: 'http', scheme: 'bearer', description: 'Token of the session, given when it was opened' },
        embedded: { type: 'http', scheme: 'bearer', description: 'Token of the process that started this authority' },
      },
    },
  };
}

function json(schema: object): object {
  return { 'application/json': { schema } };
}
