import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { authorityHttp } from '../../../src-main/adapters/authority-http/authority-http.ts';
import { systemClock } from '../../../src-main/app/system-clock.ts';

const SESSION = { sessionId: '0b0f8f5e-7b0c-4a59-9d4f-2f6c9d1f1b11', sessionToken: 'T'.repeat(43) };
const servers: Server[] = [];

async function against(listener: RequestListener) {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const waits: number[] = [];
  const authority = authorityHttp({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    embeddedToken: null,
    clock: {
      ...systemClock,
      sleep: async (ms) => {
        waits.push(ms);
      },
    },
    log: { event: () => undefined },
  });
  return { authority, waits };
}

const json = (status: number, value: unknown): RequestListener => (_, response) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));

describe('authority over HTTP', () => {
  afterEach(async () => {
    await Promise.all(
      servers.splice(0).map(
        (server) =>
          new Promise((resolve) => {
            server.closeAllConnections();
            server.close(resolve);
          }),
      ),
    );
  });

  it('gives the parsed reply and sends the bearer token', async () => {
    let seen: string | undefined;
    const { authority } = await against((request, response) => {
      seen = request.headers.authorization;
      json(200, { verdict: 'refused', triesLeft: 2, triesMax: 3 })(request, response);
    });
    const reply = await authority.submitAnswers(SESSION, { attemptId: SESSION.sessionId, attemptNumber: 1, answers: [] });
    expect(reply).toEqual({ verdict: 'refused', triesLeft: 2, triesMax: 3 });
    expect(seen).toBe(`Bearer ${SESSION.sessionToken}`);
  });

  it('throws the code the authority names', async () => {
    const { authority } = await against(json(410, { error: { code: 'linkExpired', details: { at: 5 }, requestId: 'r' } }));
    await expect(authority.readSession(SESSION)).rejects.toMatchObject({ code: 'linkExpired', details: { at: 5 } });
  });

  it.each([
    ['an unknown key and one less', { verdict: 'refused', triesLeft: 2, more: 1 }],
    ['a counter out of range', { verdict: 'refused', triesLeft: 9, triesMax: 3 }],
    ['no JSON object', 'refused'],
  ])('refuses a reply with %s', async (_, reply) => {
    const { authority } = await against(json(200, reply));
    await expect(authority.submitAnswers(SESSION, { attemptId: 'x', attemptNumber: 1, answers: [] })).rejects.toMatchObject({
      code: 'authorityBadReply',
    });
  });

  it('reads no more than its limit', async () => {
    let stopped = false;
    const { authority } = await against((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.on('close', () => {
        stopped = true;
      });
      const chunk = 'x'.repeat(65_536);
      const more = (): void => {
        if (stopped) return;
        if (response.write(chunk)) setImmediate(more);
        else response.once('drain', more);
      };
      more();
    });
    await expect(authority.readSession(SESSION)).rejects.toMatchObject({ code: 'authorityBadReply' });
  });

  it('follows no redirect', async () => {
    let calls = 0;
    const { authority } = await against((request, response) => {
      calls++;
      if (request.url === '/elsewhere') json(200, { verdict: 'accepted', triesLeft: 3, triesMax: 3 })(request, response);
      else response.writeHead(307, { location: '/elsewhere' }).end();
    });
    await expect(authority.readSession(SESSION)).rejects.toMatchObject({ code: 'authorityUnreachable' });
    expect(calls).toBe(3);
  });

  it('asks again when no reply came, and not when a refusal did', async () => {
    let calls = 0;
    const { authority, waits } = await against((request, response) => {
      calls++;
      if (calls < 3) request.socket.destroy();
      else json(200, { cryptogram: 'AB'.repeat(24), keyVersion: 1, ttlMs: 90_000, challengesLeft: 2 })(request, response);
    });
    expect((await authority.requestResponse(SESSION, '0011223344556677')).keyVersion).toBe(1);
    expect([calls, waits.length]).toEqual([3, 2]);

    const refusing = await against(json(409, { error: { code: 'challengesSpent', details: {}, requestId: 'r' } }));
    await expect(refusing.authority.requestResponse(SESSION, '0011223344556677')).rejects.toMatchObject({ code: 'challengesSpent' });
    expect(refusing.waits).toEqual([]);
  });

  it('does not repeat a call that was met with silence', async () => {
    let time = 0;
    let calls = 0;
    const authority = authorityHttp({
      baseUrl: 'http://127.0.0.1:9',
      embeddedToken: null,
      clock: { now: () => time, monotonic: () => time, sleep: async () => undefined },
      log: { event: () => undefined },
      fetch: async () => {
        calls++;
        time += 10_000;
        throw new TypeError('timeout');
      },
    });
    await expect(authority.readSession(SESSION)).rejects.toMatchObject({ code: 'authorityUnreachable' });
    expect(calls).toBe(1);
  });

  it('asks for a mail once: a second one is for a person to decide', async () => {
    let calls = 0;
    const { authority } = await against((request) => {
      calls++;
      request.socket.destroy();
    });
    const input = { serial: '802500017A3C41F6', certificateSha256: null, language: 'fr' } as const;
    await expect(authority.requestLink(input)).rejects.toMatchObject({ code: 'authorityUnreachable' });
    expect(calls).toBe(1);
  });
});
