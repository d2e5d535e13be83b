import { Agent, request } from 'node:http';
import { quantile } from '../in-turn.ts';

/** One request of a client. `kind`: what its time is counted under. */
export interface LoadCall {
  readonly kind: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Told of the reply, before the next call of this client is asked for. */
  readonly taken?: (reply: LoadReply) => void;
}

export interface LoadReply {
  readonly status: number;
  readonly bytes: Buffer;
}

export interface LoadResult {
  readonly perSecond: number;
  /** Replies that were not 2xx. */
  readonly refused: number;
  /** Milliseconds, by kind. */
  readonly times: ReadonlyMap<string, readonly number[]>;
  /** The longest that anybody waited, milliseconds. */
  readonly longest: number;
}

/** One client over its own kept-alive connection. */
export class LoadClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #origin: URL;

  constructor(origin: string) {
    this.#origin = new URL(origin);
  }

  send({ method, path, headers, body }: LoadCall): Promise<LoadReply> {
    const { hostname, port } = this.#origin;
    return new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const sent = request({ hostname, port, method, path, agent: this.#agent, headers: { ...headers, ...length } }, (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.once('end', () => resolve({ status: reply.statusCode ?? 0, bytes: Buffer.concat(chunks) }));
        reply.once('error', reject);
      });
      sent.once('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Each client sends its next call as soon as its last was answered, for `ms`; then all wait for what is under way. */
export async function runLoad(origin: string, clients: number, ms: number, next: (client: number) => LoadCall): Promise<LoadResult> {
  const times = new Map<string, number[]>();
  let refused = 0;
  let done = 0;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async (_, index) => {
      const client = new LoadClient(origin);
      try {
        while (performance.now() - start < ms) {
          const call = next(index);
          const sent = performance.now();
          const reply = await client.send(call);
          const took = performance.now() - sent;
          const ofKind = times.get(call.kind);
          if (ofKind === undefined) times.set(call.kind, [took]);
          else ofKind.push(took);
          done++;
          if (reply.status >= 300) refused++;
          call.taken?.(reply);
        }
      } finally {
        client.close();
      }
    }),
  );
  const perSecond = (done * 1000) / (performance.now() - start);
  return { perSecond, refused, times, longest: [...times.values()].reduce((most, list) => Math.max(most, quantile(list, 1)), 0) };
}
