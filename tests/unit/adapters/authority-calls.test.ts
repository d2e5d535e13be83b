import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { authorityCalls } from '../../../src-main/adapters/authority-http/authority-calls.ts';
import { systemClock } from '../../../src-main/app/system-clock.ts';

const KEY = '0b0f8f5e-7b0c-4a59-9d4f-2f6c9d1f1b11';
const REFUSED = { error: { code: 'signInExpired', details: {}, requestId: 'r' } };
const servers: Server[] = [];

async function against(listener: RequestListener) {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const waits: number[] = [];
  const calls = authorityCalls({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clock: { ...systemClock, sleep: async (ms) => void waits.push(ms) },
    log: { event: () => undefined },
  });
  return { calls, waits };
}

const json = (response: ServerResponse, status: number, value: unknown): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Answers once the whole body is there. */
const answering =
  (work: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void): RequestListener =>
  async (request, response) =>
    work(request, response, await bytesOf(request));

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

describe('calls of the contract', () => {
  it('send parameters, body, bearer and key where the route has them', async () => {
    let seen: unknown;
    const { calls } = await against(
      answering((request, response, body) => {
        const { authorization, 'idempotency-key': key, 'content-type': type } = request.headers;
        seen = [request.method, request.url, authorization, key, type, body.toString()];
        json(response, 200, { requestId: KEY, number: 1, state: 'submitted', revision: 3 });
      }),
    );
    expect(await calls.call('submitRequest', 'B', { params: { requestId: KEY }, body: { revision: 2 }, idempotencyKey: KEY })).toMatchObject({ revision: 3 });
    expect(seen).toEqual(['POST', `/v1/requests/${KEY}/submission`, 'Bearer B', KEY, 'application/json', '{"revision":2}']);
  });

  it('are repeated only where that does nothing twice', async () => {
    let count = 0;
    const { calls } = await against((request) => {
      count++;
      request.socket.destroy();
    });
    const tries = async (call: () => Promise<unknown>): Promise<number> => {
      count = 0;
      await expect(call()).rejects.toMatchObject({ code: 'authorityUnreachable' });
      return count;
    };
    expect(await tries(() => calls.call('readAccount', 'B'))).toBe(3);
    expect(await tries(() => calls.call('submitRequest', 'B', { params: { requestId: KEY }, body: { revision: 2 }, idempotencyKey: KEY }))).toBe(3);
    expect(await tries(() => calls.call('logIn', null, { body: { email: 'a@b.example', password: 'x' } }))).toBe(1);
    expect(await tries(() => calls.call('downloadCertificate', 'B', { params: { certificateSerial: 'A' } }))).toBe(1);
    expect(await tries(() => calls.call('readAccount', 'B', { once: true }))).toBe(1);
  });

  it('follow no redirect, with whatever they carry', async () => {
    let elsewhere = 0;
    const { calls } = await against((request, response) => {
      if (request.url === '/elsewhere') elsewhere++;
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    await expect(calls.call('logIn', null, { body: { email: 'a@b.example', password: 'x' } })).rejects.toMatchObject({ code: 'authorityUnreachable' });
    expect(elsewhere).toBe(0);
  });

  it('upload bytes as they are and tell how many have left', async () => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251);
    let seen: Buffer = Buffer.alloc(0);
    const { calls } = await against(
      answering((_, response, body) => {
        seen = body;
        json(response, 409, REFUSED);
      }),
    );
    const sent: number[] = [];
    const upload = calls.call('uploadDocument', 'B', { params: { requestId: KEY, documentId: KEY }, body: { type: 'image/png', bytes }, onProgress: (count) => sent.push(count) });
    await expect(upload).rejects.toMatchObject({ code: 'signInExpired' });
    expect(seen.equals(Buffer.from(bytes))).toBe(true);
    expect(sent.at(-1)).toBe(bytes.length);
    expect(sent).toEqual(sent.toSorted((a, b) => a - b));
    expect(sent.length).toBeGreaterThan(3);
  });

  it('take a file as its bytes', async () => {
    const { calls } = await against((_, response) => void response.writeHead(200, { 'content-type': 'application/pdf', 'content-disposition': 'attachment; filename="demande-1.pdf"' }).end('%PDF-'));
    const { bytes, fileName, type } = await calls.call('printRequest', 'B', { params: { requestId: KEY } });
    expect([Buffer.from(bytes).toString(), fileName, type]).toEqual(['%PDF-', 'demande-1.pdf', 'application/pdf']);
  });
});

describe('the stream of changes', () => {
  it('tells of each connection and each event, comes back when it breaks off, and ends when told', async () => {
    const open: ServerResponse[] = [];
    const arrived: (() => void)[] = [];
    const next = (): Promise<void> => new Promise((resolve) => arrived.push(resolve));
    const { calls, waits } = await against((request, response) => {
      expect(request.headers.authorization).toBe('Bearer B');
      open.push(response.writeHead(200, { 'content-type': 'text/event-stream' }));
      response.write(': hello\n\n');
    });
    const stop = new AbortController();
    let changes = 0;
    const told = next();
    calls.listen('B', () => (changes++, arrived.shift()?.()), stop.signal);
    await told;
    expect(changes).toBe(1);
    const second = next();
    open[0]?.write('event: changed\ndata: {"revision":4');
    open[0]?.write('}\n\n: still here\n\n');
    await second;
    expect(changes).toBe(2);
    const third = next();
    open[0]?.destroy();
    await third;
    expect([changes, open.length, waits.length]).toEqual([3, 2, 1]);
    const gone = new Promise((resolve) => open[1]?.on('close', resolve));
    stop.abort();
    await gone;
    expect(open).toHaveLength(2);
  });

  it('tells once that nobody answers any more, and again when somebody does', async () => {
    const seen: string[] = [];
    const back = Promise.withResolvers<void>();
    let asked = 0;
    const { calls } = await against((_, response) => {
      asked++;
      seen.push(`asked ${asked}`);
      if (asked >= 2 && asked <= 4) json(response, 503, REFUSED);
      else response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n', () => (asked === 1 ? response.destroy() : undefined));
    });
    const stop = new AbortController();
    calls.listen(
      'B',
      () => {
        seen.push('told');
        if (asked === 5) back.resolve();
      },
      stop.signal,
    );
    await back.promise;
    stop.abort();
    expect(seen).toEqual(['asked 1', 'told', 'asked 2', 'told', 'asked 3', 'asked 4', 'asked 5', 'told']);
  });

  it('is not asked for again where it was refused', async () => {
    let asked = 0;
    const done = Promise.withResolvers<void>();
    const { calls, waits } = await against((_, response) => {
      asked++;
      response.on('close', () => setImmediate(done.resolve));
      json(response, 401, REFUSED);
    });
    calls.listen('B', () => undefined, new AbortController().signal);
    await done.promise;
    expect([asked, waits]).toEqual([1, []]);
  });
});
