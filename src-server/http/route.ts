import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { ROUTES, type RouteName } from '../../src-shared/http/contract.ts';

type Table = typeof ROUTES;
type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : null;

/** What a handler is given: only parsed values, never the raw request. */
interface Call<Name extends RouteName> {
  readonly body: Output<Table[Name]['body']>;
  /** The session whose token came with the request, on routes of `auth: 'session'`. */
  readonly sessionId: Table[Name]['auth'] extends 'session' ? string : null;
  readonly idempotencyKey: Table[Name]['idempotent'] extends true ? string : null;
}

export type Handler<Name extends RouteName> = (call: Call<Name>) => Promise<z.input<Table[Name]['reply']>>;

/** One handler for each route of the contract: a route that has none does not compile. */
export type Handlers = { readonly [Name in RouteName]: Handler<Name> };

export interface Guards {
  /** @throws AppError sessionUnknown */
  readonly session: (sessionId: string, bearer: string | null) => Promise<void>;
  /** @throws AppError notFound */
  readonly embedded: (bearer: string | null) => Promise<void>;
}

const uuid = z.uuid();
const sessionParams = z.strictObject({ sessionId: uuid });
const BEARER = /^Bearer ([\x21-\x7e]{1,256})$/u;

/** Largest body of any route: eight answers of 200 characters, with room for escapes. */
export const BODY_LIMIT = 32 * 1024;

/** Registers one route of the contract: authorises first, then parses what came in, and checks what goes out. */
export function route<Name extends RouteName>(app: FastifyInstance, name: Name, guards: Guards, handler: Handler<Name>): void {
  const { method, path, auth, idempotent, body, reply: replySchema, status } = ROUTES[name];
  app.route({
    method,
    url: path,
    handler: async (request, reply) => {
      if (request.url.includes('?')) throw new AppError('requestInvalid', { part: 'query' });
      const sessionId = auth === 'session' ? await authoriseSession(request, guards) : null;
      if (auth === 'embedded') await guards.embedded(bearerOf(request));
      const call = {
        body: body === null ? null : parse(body, request.body, 'body'),
        sessionId,
        idempotencyKey: idempotent ? parse(uuid, request.headers['idempotency-key'], 'idempotency-key') : null,
      };
      const result = await handler(call as Call<Name>);
      // What does not fit the contract does not leave: a strict schema also stops a field too many.
      const checked = replySchema.parse(result);
      return reply.code(status).send(checked);
    },
  });
}

async function authoriseSession(request: FastifyRequest, guards: Guards): Promise<string> {
  const params = sessionParams.safeParse(request.params);
  if (!params.success) throw new AppError('sessionUnknown');
  const sessionId = params.data.sessionId.toLowerCase();
  await guards.session(sessionId, bearerOf(request));
  return sessionId;
}

function bearerOf(request: FastifyRequest): string | null {
  return BEARER.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

/** @throws AppError requestInvalid naming the part and, when it is of the contract's own words, the field. */
function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, part: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new AppError('requestInvalid', field === '' ? { part } : { part, field: field.slice(0, 100) });
}
