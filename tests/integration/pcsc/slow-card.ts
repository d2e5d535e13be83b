import { Buffer } from 'node:buffer';
import { connect } from 'node:net';

const GET_ATR = 0x04;

/** A card in a vpcd slot that thinks for a while over every command. Wire protocol: see `VirtualCardLink`. */
export class SlowCard {
  readonly #socket;

  constructor(port: number, atr: Uint8Array, thinksMs: number) {
    this.#socket = connect(port, '127.0.0.1').setNoDelay(true);
    let unread = Buffer.alloc(0);
    this.#socket.on('data', (chunk) => {
      unread = Buffer.concat([unread, chunk]);
      while (unread.length >= 2 && unread.length >= 2 + unread.readUInt16BE(0)) {
        const body = unread.subarray(2, 2 + unread.readUInt16BE(0));
        unread = unread.subarray(2 + body.length);
        if (body.length > 1) setTimeout(() => this.#send(Uint8Array.of(0x90, 0x00)), thinksMs);
        else if (body[0] === GET_ATR) this.#send(atr);
      }
    });
    this.#socket.on('error', () => this.close());
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(body: Uint8Array): void {
    if (this.#socket.writable) this.#socket.write(Uint8Array.from([body.length >> 8, body.length & 0xff, ...body]));
  }
}
