import { Buffer } from 'node:buffer';
import { connect, type Socket } from 'node:net';
import { clearTimeout, setTimeout } from 'node:timers';
import type { SimulatedCard } from '../src-simulator/simulated-card.ts';

/** vpcd's control codes (vsmartcard, virtualsmartcard vpcd.h): messages of one byte; only the last one is answered. */
const POWER_OFF = 0x00;
const POWER_ON = 0x01;
const RESET = 0x02;
const GET_ATR = 0x04;

const RETRY_AFTER_MS = 500;

/** What a slot asks of a card. */
export type LinkedCard = Pick<SimulatedCard, 'atr' | 'transmit' | 'reset' | 'powerOff'>;

export type LinkState = 'waiting' | 'inserted' | 'pulled';

/**
 * Puts a virtual card into a slot of a real pcscd: the card connects to vpcd's port, and an open connection is a card in the
 * slot. Every message is a two-byte big-endian length and a body. Comes back by itself when pcscd is not there or goes away.
 */
export class VirtualCardLink {
  readonly #card: LinkedCard;
  readonly #address: { readonly host: string; readonly port: number };
  readonly #onState: (state: LinkState) => void;
  #state: LinkState = 'pulled';
  #socket: Socket | null = null;
  #retry: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(card: LinkedCard, address: { readonly host: string; readonly port: number }, onState: (state: LinkState) => void) {
    this.#card = card;
    this.#address = address;
    this.#onState = onState;
    this.#connect();
  }

  /** Pulls the card for good. */
  close(): void {
    this.#closed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#socket?.destroy();
    this.#leave();
  }

  #connect(): void {
    const socket = connect(this.#address);
    this.#socket = socket;
    let unread = Buffer.alloc(0);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      unread = Buffer.concat([unread, chunk]);
      for (let body = nextBody(unread); body !== undefined; body = nextBody(unread)) {
        unread = unread.subarray(2 + body.length);
        this.#receive(socket, body);
      }
    });
    // Whatever the reason, a lost connection is a pulled card; `close` always follows `error`.
    socket.on('error', () => this.#leave());
    socket.on('close', () => {
      this.#leave();
      if (!this.#closed) this.#retry = setTimeout(() => this.#connect(), RETRY_AFTER_MS);
    });
  }

  #receive(socket: Socket, body: Uint8Array): void {
    if (this.#state !== 'inserted') this.#become('inserted');
    if (body.length !== 1) {
      send(socket, this.#card.transmit(body));
      return;
    }
    // Any other control expects no answer either.
    const [control] = body;
    if (control === POWER_OFF) this.#card.powerOff();
    else if (control === POWER_ON || control === RESET) this.#card.reset();
    else if (control === GET_ATR) send(socket, this.#card.atr);
  }

  #leave(): void {
    this.#card.powerOff();
    if (this.#closed) {
      if (this.#state === 'inserted') this.#become('pulled');
    } else if (this.#state !== 'waiting') {
      this.#become('waiting');
    }
  }

  #become(state: LinkState): void {
    this.#state = state;
    this.#onState(state);
  }
}

/** A copy of the first whole message's body, if there is one. */
function nextBody(bytes: Buffer): Uint8Array | undefined {
  if (bytes.length < 2) return undefined;
  const length = bytes.readUInt16BE(0);
  return bytes.length < 2 + length ? undefined : Uint8Array.from(bytes.subarray(2, 2 + length));
}

/** One write: length and body in one segment. */
function send(socket: Socket, body: Uint8Array): void {
  const message = Buffer.alloc(2 + body.length);
  message.writeUInt16BE(body.length, 0);
  message.set(body, 2);
  socket.write(message);
}
