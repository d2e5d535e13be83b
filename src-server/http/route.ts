import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { ROUTES, type RouteName } from '../../src-shared/http/contract.ts';
import { PARAMS, type ParamsOf, type Route, type SentEvents, type SentFile, type Uploaded } from '../../src-shared/http/route-shape.ts';
import type { Actor } from '../access/actor.ts';
import { bearerOf, type Guards } from './guards.ts';
import { sendEvents } from './send-events.ts';
import { sendFile } from './send-file.ts';

type Table = typeof ROUTES;
type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : null;

/** Where a request came from, as far as it can be trusted: for limits and for the list of one's sessions. */
export interface Client {
  readonly ip: string;
  /** User-Agent, printable ASCII, at most 120 characters. */
  readonly agent: string;
}

/** What a handler is given: only parsed values, never the raw request. */
export interface Call<Name extends RouteName> {
  readonly route: Name;
  readonly params: ParamsOf<Table[Name]['path']>;
  readonly body: Output<Table[Name]['body']>;
  /** The signed-in person, on routes of `auth: 'account'`. */
  readonly actor: Table[Name]['auth'] extends 'account' ? Actor : null;
  readonly idempotencyKey: Table[Name]['idempotent'] extends true ? string : null;
  readonly client: Client;
}

export type Handler<Name extends RouteName> = (call: Call<Name>) => Promise<z.input<Table[Name]['reply']>>;

/** One handler for each route of the contract: a route that has none does not compile. */
export type Handlers = { readonly [Name in RouteName]: Handler<Name> };
/** Those of one area. */
export type HandlersOf<Area> = Pick<Handlers, keyof Area & RouteName>;

const uuid = z.uuid();

/** Registers one route of the contract: authorises before a byte of the body is read, then parses what came in, and checks what goes out. */
export function route<Name extends RouteName>(app: FastifyInstance, name: Name, guards: Guards, handler: Handler<Name>): void {
  const row: Route = ROUTES[name];
  const admitted = new WeakMap<FastifyRequest, Admitted>();
  app.route({
    method: row.method,
    url: row.path,
    bodyLimit: row.bodyLimit,
    onRequest: async (request) => {
      admitted.set(request, await admit(row, request, guards));
    },
    handler: async (request, reply) => {
      const call = {
        route: name,
        ...admitted.get(request),
        body: parseBody(row, request),
        idempotencyKey: row.idempotent ? parse(uuid, request.headers['idempotency-key'], 'idempotency-key').toLowerCase() : null,
        client: clientOf(request),
      };
      const result = await handler(call as unknown as Call<Name>);
      // What does not fit the contract does not leave: a strict schema also stops a field too many.
      const checked = row.reply.parse(result);
      if (row.binary) return sendFile(reply.code(row.status), checked as SentFile);
      if (row.events) return sendEvents(reply.code(row.status), checked as SentEvents);
      return reply.code(row.status).send(checked);
    },
  });
}

interface Admitted {
  readonly params: Readonly<Record<string, string>>;
  readonly actor: Actor | null;
}

async function admit(row: Route, request: FastifyRequest, guards: Guards): Promise<Admitted> {
  if (request.url.includes('?')) throw new AppError('requestInvalid', { part: 'query' });
  const params = parseParams(request, row.auth === 'session' ? 'sessionUnknown' : 'notFound');
  const bearer = bearerOf(request);
  if (row.auth === 'session') await guards.session(params['sessionId'] ?? '', bearer);
  if (row.auth === 'embedded') await guards.embedded(bearer);
  return { params, actor: row.auth === 'account' ? await guards.account(bearer, row) : null };
}

/** A parameter that cannot be one finds nothing, in the same words as one that is nobody's. */
function parseParams(request: FastifyRequest, refusal: 'sessionUnknown' | 'notFound'): Readonly<Record<string, string>> {
  const params: Record<string, string> = {};
  for (const [key, value] of Object.entries(request.params as Readonly<Record<string, string>>)) {
    const schema = PARAMS[key];
    const parsed = (schema ?? uuid).safeParse(value);
    if (!parsed.success) throw new AppError(refusal);
    params[key] = schema === undefined ? parsed.data.toLowerCase() : parsed.data;
  }
  return params;
}

function parseBody({ body, consumes }: Route, request: FastifyRequest): unknown {
  if (body === null) return null;
  const isJson = request.headers['content-type']?.startsWith('application/json') ?? false;
  if (consumes === null) {
    // Fastify parsed it, unless it came as one of the types that other routes take.
    if (request.body instanceof Uint8Array) throw new AppError('mediaTypeRefused');
    return parse(body, request.body, 'body');
  }
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (isJson || !consumes.includes(type)) throw new AppError('mediaTypeRefused');
  if (!(request.body instanceof Uint8Array) || request.body.length === 0) throw new AppError('requestInvalid', { part: 'body' });
  return { type, bytes: request.body } satisfies Uploaded;
}

function clientOf(request: FastifyRequest): Client {
  const agent = request.headers['user-agent'] ?? '';
  return { ip: request.ip, agent: agent.replace(/[^\x20-\x7e]/gu, '').slice(0, 120) };
}

/** @throws AppError requestInvalid naming the part and, when it is of the contract's own words, the field. */
function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, part: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new AppError('requestInvalid', field === '' ? { part } : { part, field: field.slice(0, 100) });
}
