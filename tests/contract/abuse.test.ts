import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorReply, ROUTES, type RouteName } from '../../src-shared/http/contract.ts';
import { AUTHORITY_ERROR_CODES, statusOf } from '../../src-server/http/status-of.ts';
import { AuthorityFixture, dumpTables, EMBEDDED_TOKEN, UNKNOWN_SERIAL, type Holder } from './authority-fixture.ts';

/**
 * Abuse made from the contract itself: for each route of `ROUTES`, whatever it is, everything below is tried. A new route is
 * covered by being there; one with a body does not compile until it has a sample here.
 */
type RouteWithBody = { [Name in RouteName]: (typeof ROUTES)[Name]['body'] extends null ? never : Name }[RouteName];

let authority: AuthorityFixture;
let holder: Holder;
let stranger: Holder;
let samples: Readonly<Record<RouteWithBody, Readonly<Record<string, unknown>>>>;
let before: readonly string[];

beforeAll(async () => {
  authority = await AuthorityFixture.open();
  holder = await authority.open(0);
  stranger = await authority.open(1);
  authority.now += 3_600_000;
  samples = {
    requestLink: { serial: UNKNOWN_SERIAL, certificateSha256: null, language: 'fr' },
    openSession: { code: 'A'.repeat(43), serial: authority.person().serial, profile: 'ias-ecc', blocked: true },
    submitAnswers: holder.attempt(1, 'wrong'),
    requestResponse: { challenge: '0011223344556677' },
    reportResult: { outcome: 'done', triesLeft: 3, triesMax: 3 },
  };
  before = await dumpTables(authority);
});
afterAll(() => authority.close());

interface Shot {
  readonly payload?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly suffix?: string;
  readonly sessionId?: string;
}

/** Fires at a route with everything in order except what the shot says. */
async function fire(name: RouteName, shot: Shot): Promise<{ status: number; code: string; body: string }> {
  const { method, path, auth } = ROUTES[name];
  const bearer = auth === 'session' ? holder.credential.bearer : auth === 'embedded' ? EMBEDDED_TOKEN : null;
  const headers: Record<string, string> = {
    ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
    'idempotency-key': randomUUID(),
    ...(shot.payload === undefined ? {} : { 'content-type': 'application/json' }),
    ...shot.headers,
  };
  for (const [key, value] of Object.entries(headers)) if (value === '') delete headers[key];
  const response = await authority.authority.app.inject({
    method,
    url: path.replace(':sessionId', shot.sessionId ?? holder.credential.sessionId) + (shot.suffix ?? ''),
    headers,
    ...(shot.payload === undefined ? {} : { payload: shot.payload }),
  });
  const { error } = errorReply.parse(response.json());
  // Whatever is refused, and however: one shape, one table, and nothing kept by a cache.
  expect(AUTHORITY_ERROR_CODES as readonly string[]).toContain(error.code);
  if (![413, 415].includes(response.statusCode)) expect(response.statusCode).toBe(statusOf(error.code as (typeof AUTHORITY_ERROR_CODES)[number]));
  expect(response.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  expect(response.headers['set-cookie']).toBeUndefined();
  return { status: response.statusCode, code: error.code, body: JSON.stringify({ code: error.code, details: error.details }) };
}

const names = Object.keys(ROUTES) as RouteName[];
const withBody = names.filter((name): name is RouteWithBody => ROUTES[name].body !== null);
const withSession = names.filter((name) => ROUTES[name].auth === 'session');
const withKey = names.filter((name) => ROUTES[name].idempotent);

/** Values of every JSON type, and strings that have hurt someone. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  '',
  ' ',
  '\0',
  'x'.repeat(5_000),
  "' or 1=1 --",
  '../../etc/passwd',
  '\u{1F511}',
  [],
  [[]],
  {},
  { $gt: '' },
  { toString: 1 },
];

describe('the samples of this suite', () => {
  it.each(withBody)('%s: fits the contract, so what is refused below is refused for its flaw', (name) => {
    expect(ROUTES[name].body.safeParse(samples[name]).success).toBe(true);
  });
});

describe.each(withBody)('%s: body', (name) => {
  const refused = async (payload: string, headers?: Record<string, string>): Promise<void> => {
    const { code } = await fire(name, { payload, ...(headers === undefined ? {} : { headers }) });
    expect(code, payload.slice(0, 200)).toBe('requestInvalid');
  };

  it('refuses every hostile value in place of every field', async () => {
    let tried = 0;
    for (const field of Object.keys(samples[name])) {
      for (const value of HOSTILE) {
        const body = { ...samples[name], [field]: value };
        if (ROUTES[name].body.safeParse(body).success) continue;
        await refused(JSON.stringify(body));
        tried++;
      }
    }
    expect(tried).toBeGreaterThanOrEqual(Object.keys(samples[name]).length * (HOSTILE.length - 6));
  });

  it('refuses each field left out, and one too many', async () => {
    for (const field of Object.keys(samples[name])) {
      const { [field]: _, ...rest } = samples[name];
      await refused(JSON.stringify(rest));
    }
    await refused(JSON.stringify({ ...samples[name], extra: 1 }));
    await refused(JSON.stringify({ ...samples[name], isAdmin: true }));
  });

  it('refuses prototype keys, at the top and below', async () => {
    const whole = JSON.stringify(samples[name]).slice(1);
    await refused(`{"__proto__":{"x":1},${whole}`);
    await refused(`{"constructor":{"prototype":{"x":1}},${whole}`);
    await refused(`{"prototype":{},${whole}`);
    await refused(`{"a":{"__proto__":{}},${whole}`);
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  it('refuses what is no JSON object', async () => {
    for (const payload of ['{', '', 'null', '[]', '"x"', '1', '\u0000', '{"a":1}{', '[{}]', 'undefined', 'NaN', '\uFEFF{']) await refused(payload);
  });

  it('refuses lone surrogates in any string', async () => {
    const sample = JSON.stringify(samples[name]);
    for (const match of sample.matchAll(/:"([^"]+)"/gu)) {
      const at = match.index + 2;
      await refused(`${sample.slice(0, at)}\\ud800${sample.slice(at)}`);
    }
  });

  it('refuses a body beyond the limit unread, with 413', async () => {
    const { status, code } = await fire(name, { payload: JSON.stringify({ ...samples[name], pad: 'x'.repeat(40_000) }) });
    expect([status, code]).toEqual([413, 'requestInvalid']);
  });

  it('refuses any other Content-Type with 415', async () => {
    const payload = JSON.stringify(samples[name]);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml', 'text/json', 'nonsense']) {
      const { status, code } = await fire(name, { payload, headers: { 'content-type': type } });
      expect([status, code], type).toEqual([415, 'requestInvalid']);
    }
  });
});

describe.each(names)('%s: what any route refuses', (name) => {
  it('a query string, where a secret could end up in a log', async () => {
    const payload = name in samples ? JSON.stringify(samples[name as RouteWithBody]) : undefined;
    for (const suffix of ['?a=1', '?serial', `?code=${'A'.repeat(43)}`]) {
      expect((await fire(name, { suffix, ...(payload === undefined ? {} : { payload }) })).code).toBe('requestInvalid');
    }
  });

  it('another method, a trailing slash, another case', async () => {
    const url = ROUTES[name].path.replace(':sessionId', holder.credential.sessionId);
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'] as const) {
      if (Object.values(ROUTES).some((one) => one.method === method && one.path === ROUTES[name].path)) continue;
      const response = await authority.authority.app.inject({ method, url, headers: { authorization: `Bearer ${holder.credential.bearer}` } });
      expect([method, response.statusCode]).toEqual([method, 404]);
    }
    for (const other of [`${url}/`, url.toUpperCase(), `/${url}`]) {
      const response = await authority.authority.app.inject({ method: ROUTES[name].method, url: other });
      expect([other, response.statusCode]).toEqual([other, 404]);
    }
  });
});

describe.each(withSession)('%s: whose session', (name) => {
  const payloadOf = (): { payload?: string } => (name in samples ? { payload: JSON.stringify(samples[name as RouteWithBody]) } : {});

  it('refuses every token but its own, always in the same words', async () => {
    const { bearer } = holder.credential;
    const flipped = `${bearer.startsWith('A') ? 'B' : 'A'}${bearer.slice(1)}`;
    const tokens = ['', 'Bearer', 'Bearer ', `Basic ${bearer}`, bearer, `bearer ${bearer}`, `Bearer ${flipped}`, `Bearer ${bearer}x`, `Bearer ${stranger.credential.bearer}`, `Bearer ${EMBEDDED_TOKEN}`];
    const said = new Set<string>();
    for (const authorization of tokens) said.add((await fire(name, { ...payloadOf(), headers: { authorization } })).body);
    for (const sessionId of [stranger.credential.sessionId, randomUUID(), 'x', '%00', '0'.repeat(60)]) {
      said.add((await fire(name, { ...payloadOf(), sessionId })).body);
    }
    expect([...said]).toEqual([JSON.stringify({ code: 'sessionUnknown', details: {} })]);
  });

  it('authorises before it judges the body', async () => {
    const { code } = await fire(name, { payload: '{"nonsense":1}', headers: { authorization: 'Bearer nobody' } });
    expect(code).toBe('sessionUnknown');
  });
});

describe('the mailbox', () => {
  it('does not exist for whoever lacks its token', async () => {
    for (const authorization of ['', 'Bearer x', `Bearer ${EMBEDDED_TOKEN}x`, `Bearer ${holder.credential.bearer}`]) {
      expect((await fire('mailbox', { headers: { authorization } })).code).toBe('notFound');
    }
  });
});

describe.each(withKey)('%s: Idempotency-Key', (name) => {
  it('must be there and be a UUID', async () => {
    const payload = JSON.stringify(samples[name as RouteWithBody]);
    for (const key of ['', 'x', '1234', `${randomUUID()}0`, "'; drop table sessions; --"]) {
      expect((await fire(name, { payload, headers: { 'idempotency-key': key } })).body).toBe(
        JSON.stringify({ code: 'requestInvalid', details: { part: 'idempotency-key' } }),
      );
    }
  });
});

describe('addresses nobody serves', () => {
  it.each(['/', '/v1', '/v1/unblock-sessions', '/admin', '/%2e%2e/etc/passwd', '/..%2f', '/%zz', '/\u0000', `/${'a'.repeat(3_000)}`, '/__proto__', '/assets/../vault.json', '/assets/%2e%2e/main.ts'])(
    '%j is refused in the one shape',
    async (url) => {
      const response = await authority.authority.app.inject({ method: 'GET', url });
      expect(errorReply.safeParse(response.json()).success, response.body).toBe(true);
      expect(response.statusCode).toBeGreaterThanOrEqual(400);
      expect(response.statusCode).toBeLessThan(500);
    },
  );
});

describe('after all of it', () => {
  it('not one row has changed, and the log says no `internal`', async () => {
    expect(await dumpTables(authority)).toEqual(before);
    expect(authority.logs.filter((line) => line.includes('"error"'))).toEqual([]);
  });
});
