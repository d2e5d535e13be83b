import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorReply } from '../../../src-shared/http/contract.ts';
import { AbuseRange, NAMES, rowOf } from './abuse-range.ts';

/** Addresses, methods and query strings, for each route of the contract and for none of them. */
let range: AbuseRange;
beforeAll(async () => {
  range = await AbuseRange.open();
});
afterAll(() => range.authority.close());

describe.each(NAMES)('%s: what any route refuses', (name) => {
  it('a query string, where a secret could end up in a log', async () => {
    for (const suffix of ['?a=1', '?serial', `?code=${'A'.repeat(43)}`]) {
      expect((await range.fire(name, { suffix })).code).toBe('requestInvalid');
    }
  });

  it('another method, a trailing slash, another case', async () => {
    const url = range.urlOf(name);
    const bearer = range.bearerOf(name) ?? 'none';
    const served = NAMES.filter((other) => new RegExp(`^${rowOf(other).path.replace(/:\w+/gu, '[^/]+')}$`, 'u').test(url)).map((other) => rowOf(other).method);
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'] as const) {
      if ((served as readonly string[]).includes(method)) continue;
      const response = await range.authority.authority.app.inject({ method, url, headers: { authorization: `Bearer ${bearer}` } });
      expect([method, response.statusCode]).toEqual([method, 404]);
    }
    for (const other of [`${url}/`, url.toUpperCase(), `/${url}`]) {
      if (other === url) continue;
      const response = await range.authority.authority.app.inject({ method: rowOf(name).method, url: other });
      expect([other, response.statusCode]).toEqual([other, 404]);
    }
  });
});

describe('addresses nobody serves', () => {
  it.each(['/', '/v1', '/admin', '/%2e%2e/etc/passwd', '/..%2f', '/%zz', '/\u0000', `/${'a'.repeat(3_000)}`, '/__proto__', '/assets/../vault.json', '/assets/%2e%2e/main.ts'])(
    '%j is refused in the one shape',
    async (url) => {
      const response = await range.authority.authority.app.inject({ method: 'GET', url });
      expect(errorReply.safeParse(response.json()).success, response.body).toBe(true);
      expect(response.statusCode).toBeGreaterThanOrEqual(400);
      expect(response.statusCode).toBeLessThan(500);
    },
  );
});

describe('after all of it', () => {
  it('nothing has changed', () => range.expectUnchanged());
});
