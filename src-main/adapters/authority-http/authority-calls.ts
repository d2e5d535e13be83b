import { AppError } from '../../../src-shared/errors/app-error.ts';
import { errorReply, ROUTES, type RouteName } from '../../../src-shared/http/contract.ts';
import type { Route, SentFile, Uploaded } from '../../../src-shared/http/route-shape.ts';
import type { AuthorityCalls, CallOptions } from '../../ports/authority-calls.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { listenForChanges } from './change-stream.ts';
import { parseReply } from './parse-reply.ts';
import { readBounded } from './read-bounded.ts';
import { bodyWithProgress } from './upload-body.ts';

export interface AuthorityCallsOptions {
  /** Origin of the authority, no path. */
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly log: Log;
  /** What a person finds in the list of their sessions; as long as it stays the same, a sign-in is none from elsewhere. */
  readonly agent?: string;
  readonly fetch?: typeof fetch;
}

const KIB = 1024;
/** Longest reply read, bytes: of most routes, and of those whose replies hold many objects or a file. */
const REPLY_LIMIT = 512 * KIB;
const LONG_REPLY_LIMIT = 32 * KIB * KIB;
const FILE_LIMIT = 256 * KIB * KIB;
const LONG_REPLIES: ReadonlySet<string> = new Set(['exportAccount', 'readChanges', 'searchRequests', 'mailbox']);
const TIMEOUT_MS = 10_000;
/** Of one that carries a file or many objects. */
const LONG_TIMEOUT_MS = 120_000;
/** A call that has taken this long is not tried again by itself. */
const PATIENCE_MS = 5_000;
/** Waits between the tries of one call. */
const RETRY_DELAYS_MS = [300, 1_000] as const;

interface Call extends CallOptions {
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
}

/** The authority over HTTP. Replies are parsed by the contract, fields it does not know are left out; a redirect, a foreign shape or an oversized body is a failure. */
export function authorityCalls(options: AuthorityCallsOptions): AuthorityCalls {
  const base = new URL(options.baseUrl);
  const send = options.fetch ?? fetch;

  async function once(name: RouteName, bearer: string | null, input: Call): Promise<unknown> {
    const route: Route = ROUTES[name];
    let response: Response;
    let bytes: Uint8Array;
    try {
      response = await send(new URL(pathOf(route, input.params ?? {}), base), {
        method: route.method,
        redirect: 'error',
        signal: signalOf(route, name, input),
        headers: { ...headersOf(route, bearer, input), ...(options.agent === undefined ? {} : { 'user-agent': options.agent }) },
        ...bodyOf(route, input),
      });
      bytes = await readBounded(response, response.ok ? limitOf(route, name) : REPLY_LIMIT);
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw new AppError('authorityUnreachable', { host: base.host }, error);
    }
    if (!response.ok) throw refusalOf(response.status, bytes);
    if (route.binary) return fileOf(response, bytes, base.host);
    const reply: unknown = parseReply(route.reply, parseJson(bytes));
    if (reply === null) throw new AppError('authorityBadReply', { host: base.host });
    return reply;
  }

  function refusalOf(status: number, bytes: Uint8Array): AppError {
    const refusal = parseReply(errorReply, parseJson(bytes));
    if (refusal === null) return new AppError(status >= 500 ? 'authorityFailure' : 'authorityBadReply', { host: base.host });
    return new AppError(refusal.error.code, refusal.error.details);
  }

  async function patiently(name: RouteName, bearer: string | null, input: Call): Promise<unknown> {
    const started = options.clock.monotonic();
    for (const delay of input.once === true || !mayRepeat(name, input) ? [] : RETRY_DELAYS_MS) {
      try {
        return await once(name, bearer, input);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'authorityUnreachable' || input.signal?.aborted === true) throw error;
        // Silence is not repeated: a person has waited through it once.
        if (options.clock.monotonic() - started > PATIENCE_MS) throw error;
        options.log.event('authority.retry', { route: name });
        await options.clock.sleep(delay);
      }
    }
    return once(name, bearer, input);
  }

  return {
    host: base.host,
    origin: base.origin,
    call: (async (name: RouteName, bearer: string | null, input: Call = {}) => patiently(name, bearer, input)) as AuthorityCalls['call'],
    listen: (bearer, onChange, signal) => void listenForChanges({ ...options, send, base, bearer, onChange, signal }),
  };
}

/** Routes of a session of an unblock: each call of them may be repeated, by their own attempt numbers and challenges. */
const OWN_WAYS: ReadonlySet<Route['auth']> = new Set(['session']);

function mayRepeat(name: RouteName, input: Call): boolean {
  const { method, idempotent, auth }: Route = ROUTES[name];
  return method === 'GET' || method === 'PUT' || (idempotent && input.idempotencyKey !== undefined) || OWN_WAYS.has(auth);
}

const pathOf = ({ path }: Route, params: Readonly<Record<string, string>>): string =>
  path.replace(/:([A-Za-z0-9]+)/gu, (_, key: string) => encodeURIComponent(params[key] ?? ''));

function headersOf(route: Route, bearer: string | null, { body, idempotencyKey }: Call): Record<string, string> {
  const headers: Record<string, string> = { accept: route.binary ? '*/*' : 'application/json' };
  if (body !== undefined) headers['content-type'] = route.consumes === null ? 'application/json' : (body as Uploaded).type;
  if (bearer !== null) headers['authorization'] = `Bearer ${bearer}`;
  if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
  return headers;
}

function bodyOf(route: Route, { body, onProgress }: Call): object {
  if (body === undefined) return {};
  if (route.consumes === null) return { body: JSON.stringify(body) };
  const { bytes } = body as Uploaded;
  return onProgress === undefined ? { body: bytes } : { body: bodyWithProgress(bytes, onProgress), duplex: 'half' };
}

function signalOf(route: Route, name: RouteName, { timeoutMs, signal }: Call): AbortSignal {
  const long = route.binary || route.consumes !== null || LONG_REPLIES.has(name);
  const timeout = AbortSignal.timeout(timeoutMs ?? (long ? LONG_TIMEOUT_MS : TIMEOUT_MS));
  return signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
}

function limitOf(route: Route, name: RouteName): number {
  if (route.binary) return FILE_LIMIT;
  return LONG_REPLIES.has(name) ? LONG_REPLY_LIMIT : REPLY_LIMIT;
}

/** The authority names each file it hands out; a body without a name is of something else that answers there, a portal's page. */
function fileOf(response: Response, bytes: Uint8Array, host: string): SentFile {
  const fileName = /filename="([A-Za-z0-9._-]{1,120})"/u.exec(response.headers.get('content-disposition') ?? '')?.[1];
  if (fileName === undefined) throw new AppError('authorityBadReply', { host });
  return { type: response.headers.get('content-type') ?? '', bytes, fileName, maxAge: 0 };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    // No JSON is a foreign shape like any other: the schema says so.
    return undefined;
  }
}
