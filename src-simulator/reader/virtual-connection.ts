import type { VirtualCard } from '../virtual-card.ts';
import type { ApduTape } from './apdu-tape.ts';
import { VirtualPcscError } from './pcsc-shapes.ts';
import type { VirtualDisposition, VirtualScardName, VirtualShareMode } from './pcsc-shapes.ts';
import type { TransactionLock } from './transaction-lock.ts';

/** What a connection needs of its reader. */
export interface ConnectionHost {
  readonly lock: TransactionLock;
  readonly tape: ApduTape;
  status(): { readonly running: boolean; readonly plugged: boolean; readonly card: VirtualCard | null };
  exchange(connection: VirtualConnection, command: Uint8Array): Uint8Array;
  resetCard(initiator: VirtualConnection | null): void;
  left(connection: VirtualConnection): void;
}

type Event = 'removed' | 'reset' | 'unplugged' | 'stopped' | 'closed';

/** What each event answers until the connection is made anew. */
const EVENT_ERRORS: Readonly<Record<Event, VirtualScardName>> = {
  removed: 'SCARD_W_REMOVED_CARD',
  reset: 'SCARD_W_RESET_CARD',
  unplugged: 'SCARD_E_READER_UNAVAILABLE',
  stopped: 'SCARD_E_SERVICE_STOPPED',
  closed: 'SCARD_E_INVALID_HANDLE',
};

/** A program's handle on the card. An event of the card or reader stays on it until `reconnect` (or for good). */
export class VirtualConnection {
  readonly id: number;
  readonly mode: VirtualShareMode;
  readonly #host: ConnectionHost;
  #atr: Uint8Array;
  #event: Event | null = null;

  constructor(host: ConnectionHost, id: number, mode: VirtualShareMode, atr: Uint8Array) {
    this.#host = host;
    this.id = id;
    this.mode = mode;
    this.#atr = atr;
  }

  get atr(): Uint8Array {
    return this.#atr;
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    await Promise.resolve();
    this.#check();
    if (this.#host.lock.isHeldByOther(this)) throw new VirtualPcscError('SCARD_E_SHARING_VIOLATION');
    return this.#host.exchange(this, command);
  }

  async beginTransaction(): Promise<void> {
    await Promise.resolve();
    do {
      this.#check();
      await this.#host.lock.free(this);
      this.#check();
    } while (!this.#host.lock.take(this));
    this.#log('begin');
  }

  /** After a reset by another program the transaction is let go and the error told, as on Windows. */
  async endTransaction(disposition: VirtualDisposition): Promise<void> {
    await Promise.resolve();
    const number = this.#host.lock.numberFor(this);
    const held = this.#host.lock.leave(this);
    this.#check();
    if (!held) throw new VirtualPcscError('SCARD_E_NOT_TRANSACTED');
    this.#host.tape.add({ kind: 'end', connection: this.id, transaction: number });
    if (disposition === 'reset') this.#host.resetCard(this);
  }

  /** Takes the card that is in the slot now, be it another one. */
  async reconnect(disposition: VirtualDisposition): Promise<void> {
    await Promise.resolve();
    if (this.#event !== 'reset' && this.#event !== 'removed') this.#check();
    const { card } = this.#host.status();
    if (card === null) throw new VirtualPcscError('SCARD_E_NO_SMARTCARD');
    this.#event = null;
    this.#atr = card.atr;
    this.#log('reconnect');
    if (disposition === 'reset') this.#host.resetCard(this);
  }

  async disconnect(disposition: VirtualDisposition): Promise<void> {
    await Promise.resolve();
    const event = this.#event;
    if (event === 'closed') throw new VirtualPcscError('SCARD_E_INVALID_HANDLE');
    this.#log('disconnect');
    this.#event = 'closed';
    this.#host.lock.release(this);
    this.#host.left(this);
    if (event === 'stopped') throw new VirtualPcscError('SCARD_E_SERVICE_STOPPED');
    if (disposition === 'reset' && (event === null || event === 'reset')) this.#host.resetCard(this);
  }

  /** Called by the reader. The weightier event stays: a handle that is gone does not become merely reset. */
  notify(event: Event): void {
    if (this.#event === null || this.#event === 'reset' || event === 'closed' || (this.#event === 'removed' && event !== 'reset')) {
      this.#event = event;
    }
  }

  #check(): void {
    if (this.#event !== null) throw new VirtualPcscError(EVENT_ERRORS[this.#event]);
  }

  #log(kind: 'begin' | 'reconnect' | 'disconnect'): void {
    this.#host.tape.add({ kind, connection: this.id, transaction: this.#host.lock.numberFor(this) });
  }
}
