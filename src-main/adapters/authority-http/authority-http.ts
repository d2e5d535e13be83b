import type { z } from 'zod';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { errorReply, ROUTES, type RouteName } from '../../../src-shared/http/contract.ts';
import type { Authority, SessionCredential } from '../../ports/authority.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';

export interface AuthorityHttpOptions {
  /** Origin of the authority, no path. */
  readonly baseUrl: string;
  /** Token of an authority that this machine started, or null. */
  readonly embeddedToken: string | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly fetch?: typeof fetch;
}

/** Longest reply read, bytes. */
const REPLY_LIMIT = 512 * 1024;
const TIMEOUT_MS = 10_000;
/** A call that has taken this long is not tried again by itself. */
const PATIENCE_MS = 5_000;
/** Waits between the tries of one call; every call of the contract may be repeated. */
const RETRY_DELAYS_MS = [300, 1_000] as const;

interface Call {
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly bearer?: string;
  readonly idempotencyKey?: string;
  /** Tried once: a call behind the screen comes again by itself, and a second mail is a person's decision. */
  readonly once?: boolean;
}

/** The authority over HTTP. Replies are parsed by the contract; a redirect, a foreign shape or an oversized body is a failure. */
export function authorityHttp(options: AuthorityHttpOptions): Authority {
  const base = new URL(options.baseUrl);
  const send = options.fetch ?? fetch;

  async function once<R extends RouteName>(name: R, input: Call): Promise<z.infer<(typeof ROUTES)[R]['reply']>> {
    const route = ROUTES[name];
    const path = route.path.replace(/:([A-Za-z]+)/gu, (_, key: string) => encodeURIComponent(input.params?.[key] ?? ''));
    const headers: Record<string, string> = { accept: 'application/json' };
    if (input.body !== undefined) headers['content-type'] = 'application/json';
    if (input.bearer !== undefined) headers['authorization'] = `Bearer ${input.bearer}`;
    if (input.idempotencyKey !== undefined) headers['idempotency-key'] = input.idempotencyKey;

    let response: Response;
    let text: string;
    try {
      response = await send(new URL(path, base), {
        method: route.method,
        headers,
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
      });
      text = await readBounded(response);
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw new AppError('authorityUnreachable', { host: base.host }, error);
    }
    const json = parseJson(text);
    if (response.ok) {
      const reply = route.reply.safeParse(json);
      if (!reply.success) throw new AppError('authorityBadReply', { host: base.host }, reply.error);
      return reply.data as z.infer<(typeof ROUTES)[R]['reply']>;
    }
    const refusal = errorReply.safeParse(json);
    if (!refusal.success) throw new AppError(response.status >= 500 ? 'authorityFailure' : 'authorityBadReply', { host: base.host });
    throw new AppError(refusal.data.error.code, refusal.data.error.details);
  }

  async function call<R extends RouteName>(name: R, input: Call = {}): Promise<z.infer<(typeof ROUTES)[R]['reply']>> {
    const started = options.clock.monotonic();
    for (const delay of input.once ? [] : RETRY_DELAYS_MS) {
      try {
        return await once(name, input);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'authorityUnreachable') throw error;
        // Silence is not repeated: a person has waited through it once.
        if (options.clock.monotonic() - started > PATIENCE_MS) throw error;
        options.log.event('authority.retry', { route: name });
        await options.clock.sleep(delay);
      }
    }
    return once(name, input);
  }

  const of = (session: SessionCredential): Pick<Call, 'params' | 'bearer'> => ({
    params: { sessionId: session.sessionId },
    bearer: session.sessionToken,
  });

  return {
    host: base.host,
    health: () => call('health', { once: true }),
    requestLink: (input) => call('requestLink', { once: true, body: input }),
    openSession: ({ idempotencyKey, code, serial, profile, blocked }) =>
      call('openSession', { idempotencyKey, body: { code, serial, profile, blocked } }),
    readSession: (session) => call('readSession', of(session)),
    submitAnswers: (session, attempt) => call('submitAnswers', { ...of(session), body: attempt }),
    requestResponse: (session, challenge) => call('requestResponse', { ...of(session), body: { challenge } }),
    reportResult: (session, result) => call('reportResult', { ...of(session), body: result }),
    publicKeys: () => call('jwks'),
    mails() {
      if (options.embeddedToken === null) throw new AppError('notAvailable');
      return call('mailbox', { bearer: options.embeddedToken, once: true });
    },
  };
}

async function readBounded(response: Response): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let size = 0;
  let text = '';
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > REPLY_LIMIT) throw new AppError('authorityBadReply');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
