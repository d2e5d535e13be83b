import { randomUUID } from 'node:crypto';
import { addAbortListener } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { authorityCalls } from '../../src-main/adapters/authority-http/authority-calls.ts';
import type { Json } from '../../src-main/ports/change-feed.ts';
import type { AuthorityCalls } from '../../src-main/ports/authority-calls.ts';
import { accountFeed } from '../../src-main/use-cases/account/account-feed.ts';
import { AccountSession } from '../../src-main/use-cases/account/account-session.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { ROUTES, type RouteName } from '../../src-shared/http/contract.ts';
import type { Route } from '../../src-shared/http/route-shape.ts';
import { OF_ANOTHER_VERSION, repliesOf } from '../support/contract-replies.ts';
import { ManualClock, ProgramLife, settled, storeInMemory, untilResting } from '../support/sync-world.ts';

/**
 * Every call that the app makes, before a server that is gone, late, talks nonsense, or is of an older or newer version. The oracle is the
 * schema as JSON Schema, and what a server has taken; never what the app says of itself.
 */
type Answer = (request: Request, signal: AbortSignal) => Response | Promise<Response>;

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
console.log(`server versions: seed ${seed}`);

const json = (status: number, value: unknown): Response => new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } });
const refusal = (status: number, code: string): Response => json(status, { error: { code, details: {}, requestId: 'r' } });
const page = (status: number): Response => new Response('<!doctype html><title>?</title>', { status, headers: { 'content-type': 'text/html' } });

/** What any route may answer in place of a reply, and the name the app gives it. */
const STRANGE: readonly (readonly [name: string, answer: () => Response, code: string])[] = [
  ['404 of a route it does not have', () => refusal(404, 'notFound'), 'notFound'],
  ['404 of something else that listens there', () => page(404), 'authorityBadReply'],
  ['405 without a word', () => new Response(null, { status: 405 }), 'authorityBadReply'],
  ['410 with a code nobody knows', () => refusal(410, OF_ANOTHER_VERSION), 'authorityBadReply'],
  ['426, another version', () => page(426), 'authorityBadReply'],
  ['426 with a code nobody knows', () => refusal(426, 'versionTooOld'), 'authorityBadReply'],
  ['a refusal with a field more', () => json(409, { error: { code: 'busy', details: {}, requestId: 'r', hint: 'x' } }), 'busy'],
  ['501, not made yet', () => page(501), 'authorityFailure'],
  ['502 of what stands before it', () => page(502), 'authorityFailure'],
  ['a redirect', () => new Response(null, { status: 308, headers: { location: '/v2' } }), 'authorityBadReply'],
];
/** What says "done" and is no reply of ours, nor a file of ours. */
const NO_REPLIES: typeof STRANGE = [
  ['a page', () => page(200), 'authorityBadReply'],
  ['nothing', () => new Response(null, { status: 204 }), 'authorityBadReply'],
  ['half a reply', () => new Response('{"items":[{"id', { status: 200 }), 'authorityBadReply'],
  ['a list', () => json(200, []), 'authorityBadReply'],
  ['null', () => json(200, null), 'authorityBadReply'],
];

function calls(answer: Answer): AuthorityCalls {
  const send = (async (url: URL, init: RequestInit) => {
    const { signal } = init;
    // Nothing is asked without an end.
    if (!(signal instanceof AbortSignal)) throw new Error('asked without an end');
    return answer(new Request(url, init), signal);
  }) as typeof fetch;
  return callsOf('http://authority.example', send);
}

const callsOf = (baseUrl: string, send: typeof fetch): AuthorityCalls =>
  authorityCalls({ baseUrl, clock: { now: () => 0, monotonic: () => performance.now(), sleep: async () => undefined }, log: { event: () => undefined }, fetch: send });

/** Ends as the signal of the call says: its own, for that of a Request made of it is gone with the Request. It may have ended before. */
const silent: Answer = (_request, signal) => new Promise((_, reject) => {
  addAbortListener(signal, () => reject(signal.reason as Error));
});

/** Names of the routes that the app's sources call. */
function routesOfTheApp(): readonly RouteName[] {
  const files = readdirSync('src-main', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const text = files.map((name) => readFileSync(join('src-main', name), 'utf8')).join('\n');
  const names = new Set([...text.matchAll(/\bcall\(\s*'(\w+)'/gu)].map(([, name]) => name ?? ''));
  return (Object.keys(ROUTES) as RouteName[]).filter((name) => names.has(name));
}

const APP_ROUTES = routesOfTheApp();

/** A call in good form, whatever it says. */
async function ask(name: RouteName, answer: Answer, timeoutMs?: number): Promise<unknown> {
  const route: Route = ROUTES[name];
  const params = Object.fromEntries([...route.path.matchAll(/:([A-Za-z0-9]+)/gu)].map(([, key]) => [key, 'A']));
  const upload = route.consumes === null ? {} : { type: route.consumes[0], bytes: new Uint8Array([1]) };
  const body = route.body === null && route.consumes === null ? {} : { body: upload };
  const authority = calls(answer) as unknown as { call(route: RouteName, bearer: string, input: object): Promise<unknown> };
  return authority.call(name, 'B', { params, ...body, ...(route.idempotent ? { idempotencyKey: randomUUID() } : {}), ...(timeoutMs === undefined ? {} : { timeoutMs }) });
}

/** `taken`, or the code of the named fault; anything else is a crash. */
async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'taken';
  } catch (error) {
    return error instanceof AppError ? error.code : `crash: ${String(error)}`;
  }
}

describe('every call of the app', () => {
  it('is known: the sources were read', () => {
    expect(APP_ROUTES.length).toBeGreaterThan(55);
    expect(APP_ROUTES).toEqual(expect.arrayContaining(['readChanges', 'modifyRequest', 'openSession', 'exportAccount', 'uploadDocument', 'jwks']));
  });

  it.each(APP_ROUTES)('%s has a named fault for a server that is gone or silent', async (name) => {
    const gone = () => Promise.reject(new TypeError('fetch failed'));
    expect(await outcome(ask(name, gone))).toBe('authorityUnreachable');
    expect(await outcome(ask(name, silent, 5))).toBe('authorityUnreachable');
  });

  it.each(APP_ROUTES)('%s has a named fault for what is no reply', async (name) => {
    for (const [what, answer, code] of [...STRANGE, ...NO_REPLIES]) {
      expect([what, await outcome(ask(name, answer))]).toEqual([what, code]);
    }
  });

  it('takes or refuses what an older or newer version replies, as the contract says', async () => {
    let cases = 0;
    for (const name of APP_ROUTES.filter((one) => !ROUTES[one].binary)) {
      const { reply, mutants } = repliesOf(ROUTES[name].reply, seed);
      expect([name, await outcome(ask(name, () => json(200, reply)))]).toEqual([name, 'taken']);
      for (const mutant of mutants) {
        const said = await outcome(ask(name, () => json(200, mutant.reply)));
        expect([name, mutant.name, said]).toEqual([name, mutant.name, mutant.taken ? 'taken' : 'authorityBadReply']);
        cases++;
      }
    }
    console.log(`server versions: ${APP_ROUTES.length} calls, ${cases} replies of other versions`);
    expect(cases).toBeGreaterThan(500);
  });
});

describe('a server that falls silent', () => {
  const servers: Server[] = [];
  let asked = 0;
  afterEach(() => {
    asked = 0;
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  async function falling(half: boolean): Promise<string> {
    const server = createServer((_request, response) => {
      asked++;
      if (half) response.writeHead(200, { 'content-type': 'application/json' }).write('{"items":[');
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  // What ends a call hangs on signals that follow one another by weak references: nothing of that may be collected before the call.
  it.each([
    ['at once, by the limit of time', false, 1_000],
    ['at once, by who asked', false, null],
    ['amid its reply, by the limit of time', true, 1_000],
    ['amid its reply, by who asked', true, null],
  ])('%s, is given up, though the rubbish is collected meanwhile', async (_, half, timeoutMs) => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const authority = callsOf(await falling(half), fetch);
    const asking = new AbortController();
    const works = Array.from({ length: 10 }, () => outcome(authority.call('health', null, { once: true, timeoutMs: timeoutMs ?? 60_000, signal: asking.signal })));
    const ended = Promise.all(works);
    for (let round = 0; round < 20; round++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      collect();
    }
    if (timeoutMs === null) asking.abort();
    expect(new Set(await ended)).toEqual(new Set(['authorityUnreachable']));
    expect(asked).toBeGreaterThan(0);
  }, 20_000);
});

const REQUEST = randomUUID();
const CHANGE = { id: randomUUID(), route: 'modifyRequest', params: { requestId: REQUEST }, body: { revision: 1 }, baseRevision: 1, about: { kind: 'request', id: REQUEST }, createdAt: 1 };

const PAGES = repliesOf(ROUTES.readChanges.reply, seed);
const MODIFIED = repliesOf(ROUTES.modifyRequest.reply, seed);

/** A server with the two calls of the sync, whose replies are of this version unless told otherwise. */
class TwoCalls {
  /** Key and body of each change that arrived. */
  readonly sent = new Set<string>();
  /** Keys of those that were carried out. */
  readonly taken = new Set<string>();
  strange: { readonly route: 'readChanges' | 'modifyRequest'; readonly answer: () => Response } | null = null;

  answer: Answer = async (request) => {
    const route = request.url.endsWith('/v1/changes') ? 'readChanges' : 'modifyRequest';
    const strange = this.strange?.route === route ? this.strange.answer() : null;
    if (route === 'modifyRequest') {
      const key = request.headers.get('idempotency-key') ?? '';
      this.sent.add(`${key} ${await request.text()}`);
      if (strange === null || strange.ok) this.taken.add(key);
    }
    return strange ?? json(200, route === 'readChanges' ? { ...(PAGES.reply as object), upToDate: true } : MODIFIED.reply);
  };
}

async function through(route: 'readChanges' | 'modifyRequest', what: string, answer: () => Response): Promise<void> {
  const server = new TwoCalls();
  const store = storeInMemory();
  const clock = new ManualClock();
  await store.enqueue(CHANGE);
  const person = { accountId: randomUUID(), email: 'a@b.example', firstName: 'A', lastName: 'B', role: 'holder', language: 'fr' } as never;
  const session = new AccountSession({ calls: calls(server.answer), clock, token: 'B', person, method: 'password', freshUntil: 0, onRefused: () => undefined });
  const life = new ProgramLife({ store, feed: accountFeed(session, store), clock });
  server.strange = { route, answer };
  life.engine.start();
  for (let round = 0; round < 3; round++) {
    while (life.engine.state.nextAt === null) await settled();
    const [left] = await store.changes();
    const kept = left?.id === CHANGE.id || server.taken.has(CHANGE.id);
    expect([what, kept]).toEqual([what, true]);
    clock.advance(300_000);
    await settled();
  }
  server.strange = null;
  await untilResting(life, clock);
  await life.engine.stop();
  const states = (await store.changes()).map(({ id, state }) => [id, state]);
  // A server that says no for good is a person's to answer; every other has taken it, once, under its one key.
  if (server.taken.size === 0) expect([what, states]).toEqual([what, [[CHANGE.id, 'refused']]]);
  else expect([what, states, [...server.taken]]).toEqual([what, [], [CHANGE.id]]);
  expect([what, server.sent.size]).toEqual([what, 1]);
}

describe('the outbox before a server of another version', () => {
  it.each(['readChanges', 'modifyRequest'] as const)('is kept, and goes out once, whatever %s replies', async (route) => {
    const mutants = (route === 'readChanges' ? PAGES : MODIFIED).mutants.map(({ name, reply }): readonly [string, Json] => [name, reply]);
    for (const [what, answer] of [...STRANGE, ...NO_REPLIES]) await through(route, what, answer);
    for (const [what, reply] of mutants) await through(route, what, () => json(200, reply));
    expect(mutants.length).toBeGreaterThan(3);
  });
});
