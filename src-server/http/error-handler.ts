import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { errorReply } from '../../src-shared/http/contract.ts';
import { isDatabaseBusy, isDatabaseLost } from '../db/database-errors.ts';
import type { Log } from '../deps.ts';
import { noteRefusal } from './refusal-codes.ts';
import { REQUEST_ID_HEADER } from './request-log.ts';
import { isAuthorityErrorCode, statusOf, type AuthorityErrorCode } from './status-of.ts';

interface Refusal {
  readonly status: number;
  readonly code: AuthorityErrorCode;
  readonly details: AppError['details'];
}

/** What Fastify refuses before a handler runs: all of it is `requestInvalid`, some with a more telling status. */
const frameworkError = z.object({ statusCode: z.number().int().min(400).max(499) });
const TELLING = new Set([408, 413, 431]);

/** When to ask again while the database is away or taken. */
const DATABASE_RETRY_S = 5;

/** One shape for every refusal, whoever refuses. A bug says `internal` and its request id, nothing more. */
export function registerErrorHandler(app: FastifyInstance, log: Log): void {
  app.setErrorHandler(async (thrown, request, reply) => {
    const refusal = refusalOf(thrown);
    if (refusal.code === 'internal') log.error({ requestId: request.id, ...traceOf(thrown) }, 'request failed');
    if (refusal.code === 'authorityFailure' && !(thrown instanceof AppError)) log.error({ requestId: request.id, ...traceOf(thrown) }, 'database unavailable');
    return send(request, reply, refusal);
  });
  app.setNotFoundHandler(async (request, reply) => send(request, reply, { status: 404, code: 'notFound', details: {} }));
}

/** For what is refused before any hook runs: an address that is none. */
export function refuseBadAddress(request: FastifyRequest, reply: FastifyReply): void {
  void reply.header(REQUEST_ID_HEADER, request.id);
  void send(request, reply, { status: 400, code: 'requestInvalid', details: { part: 'address' } });
}

function refusalOf(thrown: unknown): Refusal {
  if (thrown instanceof AppError && isAuthorityErrorCode(thrown.code)) {
    return { status: statusOf(thrown.code), code: thrown.code, details: thrown.details };
  }
  // The caller may ask again, with its Idempotency-Key where it wrote: of a commit that was under way nobody knows yet.
  if (isDatabaseLost(thrown) || isDatabaseBusy(thrown)) {
    return { status: statusOf('authorityFailure'), code: 'authorityFailure', details: { retryAfterSeconds: DATABASE_RETRY_S } };
  }
  const framework = frameworkError.safeParse(thrown);
  if (framework.success) {
    const status = framework.data.statusCode;
    if (status === 415) return { status, code: 'mediaTypeRefused', details: {} };
    return { status: TELLING.has(status) ? status : 400, code: 'requestInvalid', details: {} };
  }
  return { status: 500, code: 'internal', details: {} };
}

function send(request: FastifyRequest, reply: FastifyReply, { status, code, details }: Refusal): FastifyReply {
  const body: z.infer<typeof errorReply> = { error: { code, details: { ...details }, requestId: request.id } };
  noteRefusal(reply, code);
  const retryAfter = details['retryAfterSeconds'];
  if (typeof retryAfter === 'number') void reply.header('retry-after', String(retryAfter));
  return reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify(body));
}

/** Where it happened, never the message: a message may quote what was being worked on. */
function traceOf(thrown: unknown): Readonly<Record<string, string>> {
  if (!(thrown instanceof Error)) return { error: typeof thrown };
  const frames = (thrown.stack ?? '').split('\n').filter((line) => line.startsWith('    at ')).slice(0, 8);
  return { error: thrown.name, at: frames.map((line) => line.trim()).join(' | ') };
}
