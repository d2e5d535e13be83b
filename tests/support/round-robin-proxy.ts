import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface RoundRobinProxy {
  readonly url: string;
  /** How many replies came from each target. */
  readonly served: readonly number[];
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * What stands before several instances: each call goes to the next of them. One that does not take the connection, or says
 * 503, has carried nothing out, so the next one is asked. One that dies under a call: 502, and the caller asks again.
 */
export async function startRoundRobinProxy(targets: readonly string[]): Promise<RoundRobinProxy> {
  const served = targets.map(() => 0);
  let turn = 0;

  async function carry(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    let last: Answer = { status: 502, headers: {}, body: Buffer.alloc(0) };
    for (let tried = 0; tried < targets.length; tried++) {
      const index = turn++ % targets.length;
      const answer = await ask(targets[index] ?? '', incoming, body);
      if (answer === 'refused') continue;
      if (answer === 'lost') break;
      last = answer;
      if (answer.status === 503) continue;
      served[index] = (served[index] ?? 0) + 1;
      break;
    }
    const { connection: _, ...headers } = last.headers;
    outgoing.writeHead(last.status, headers).end(last.body);
  }

  const server = createServer((incoming, outgoing) => {
    carry(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    served,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function ask(target: string, incoming: IncomingMessage, body: Buffer): Promise<Answer | 'refused' | 'lost'> {
  const { hostname, port } = new URL(target);
  return new Promise((resolve) => {
    const forwarded = request({ hostname, port, path: incoming.url, method: incoming.method, headers: incoming.headers, agent: false }, (reply) => {
      buffer(reply).then(
        (whole) => resolve({ status: reply.statusCode ?? 502, headers: reply.headers, body: whole }),
        () => resolve('lost'),
      );
    });
    forwarded.on('error', (cause) => resolve('code' in cause && cause.code === 'ECONNREFUSED' ? 'refused' : 'lost'));
    forwarded.end(body);
  });
}
