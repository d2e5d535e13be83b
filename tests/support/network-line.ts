import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A line between two programs on loopback that can be pulled out and put back; bytes are passed as they come. */
export interface NetworkLine {
  readonly url: string;
  pull(): void;
  /** Pulled when the far end replies to the next request that begins so ("POST /v1/things "); nothing of the reply arrives. */
  pullAtReply(request: string): void;
  putBack(): void;
  close(): Promise<void>;
}

export async function layLine(port: number): Promise<NetworkLine> {
  const sockets = new Set<Socket>();
  let pulled = false;
  let atReplyTo: string | null = null;
  const server = createServer((near) => {
    if (pulled) {
      near.destroy();
      return;
    }
    const far = connect(port, '127.0.0.1');
    let asked = false;
    near.on('data', (bytes) => {
      if (atReplyTo !== null && bytes.toString('latin1').startsWith(atReplyTo)) asked = true;
    });
    far.on('data', () => {
      if (!asked) return;
      pulled = true;
      drop();
    });
    for (const [one, other] of [[near, far], [far, near]] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const drop = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pull() {
      pulled = true;
      drop();
    },
    pullAtReply(request) {
      atReplyTo = request;
    },
    putBack() {
      pulled = false;
      atReplyTo = null;
    },
    close() {
      drop();
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
