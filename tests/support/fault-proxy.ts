import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ProxyFault {
  /** Counted over the calls whose path matches, 1-based. */
  readonly call: number;
  /** `before`: the request never arrives; `after`: it is carried out and its reply is lost. */
  readonly when: 'before' | 'after';
  /** How many calls in a row it strikes: the client's own tries are calls too. */
  readonly times: number;
}

export interface FaultProxy {
  readonly url: string;
  /** Calls to the unblock routes so far, as "POST /v1/unblock-sessions/:id/answers". */
  readonly calls: string[];
  arm(fault: ProxyFault): void;
  /** Told before and after each counted call is carried out. */
  onCall(listener: (call: number, when: 'before' | 'after') => void): void;
  close(): Promise<void>;
}

const COUNTED = /^\/v1\/unblock-/u;

/** Stands between the app and the authority on loopback and loses requests or replies where told to. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const to = new URL(target);
  const calls: string[] = [];
  let fault: ProxyFault | null = null;
  let listener: (call: number, when: 'before' | 'after') => void = () => undefined;

  const strikes = (call: number, when: 'before' | 'after'): boolean =>
    fault !== null && fault.when === when && call >= fault.call && call < fault.call + fault.times;

  function carry(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const path = incoming.url ?? '/';
    const counted = COUNTED.test(path);
    if (counted) calls.push(`${incoming.method} ${path.replace(/[0-9a-f-]{36}/u, ':id')}`);
    const call = calls.length;
    if (counted) listener(call, 'before');
    if (counted && strikes(call, 'before')) {
      incoming.socket.destroy();
      return;
    }
    const forwarded = request(
      { host: to.hostname, port: to.port, path, method: incoming.method, headers: incoming.headers },
      (reply) => {
        const body: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => body.push(chunk));
        reply.on('end', () => {
          if (counted) listener(call, 'after');
          if (counted && strikes(call, 'after')) {
            incoming.socket.destroy();
            return;
          }
          outgoing.writeHead(reply.statusCode ?? 500, reply.headers).end(Buffer.concat(body));
        });
      },
    );
    forwarded.on('error', () => incoming.socket.destroy());
    incoming.pipe(forwarded);
  }

  const server = createServer(carry);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    arm(next) {
      fault = next;
    },
    onCall(next) {
      listener = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
