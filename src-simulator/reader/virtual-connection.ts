import { Buffer } from 'node:buffer';
import type { SimulatedCard } from '../simulated-card.ts';
import type { ApduTape } from './apdu-tape.ts';
import { VirtualPcscError } from './pcsc-shapes.ts';
import type { VirtualDisposition, VirtualProtocol, VirtualScardName, VirtualShareMode } from './pcsc-shapes.ts';
import type { TransactionLock } from './transaction-lock.ts';

/** What a connection needs of its reader. */
export interface ConnectionHost {
  readonly lock: TransactionLock;
  readonly tape: ApduTape;
  /** Of the reader. */
  name(): string;
  status(): { readonly running: boolean; readonly plugged: boolean; readonly card: SimulatedCard | null };
  exchange(connection: VirtualConnection, command: Uint8Array): Uint8Array;
  resetCard(initiator: VirtualConnection | null): void;
  left(connection: VirtualConnection): void;
}

/** PC/SC part 3, table 3-1, and winscard.h: the few attributes this reader tells, all of them strings or the ATR. */
const SCARD_ATTR_VENDOR_NAME = 0x0001_0100;
const SCARD_ATTR_ATR_STRING = 0x0009_0303;
const SCARD_ATTR_DEVICE_FRIENDLY_NAME = 0x7fff_0003;

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
  #protocol: VirtualProtocol;
  #event: Event | null = null;

  constructor(host: ConnectionHost, id: number, mode: VirtualShareMode, card: SimulatedCard) {
    this.#host = host;
    this.id = id;
    this.mode = mode;
    this.#atr = card.atr;
    this.#protocol = card.protocol;
  }

  get atr(): Uint8Array {
    return this.#atr;
  }

  get protocol(): VirtualProtocol {
    return this.#protocol;
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
    this.#protocol = card.protocol;
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

  /** Null for what this reader does not tell. */
  async attribute(id: number): Promise<Uint8Array | null> {
    await Promise.resolve();
    this.#check();
    if (id === SCARD_ATTR_ATR_STRING) return Uint8Array.from(this.#atr);
    if (id === SCARD_ATTR_VENDOR_NAME) return Uint8Array.from(Buffer.from('Clavis', 'utf8'));
    return id === SCARD_ATTR_DEVICE_FRIENDLY_NAME ? Uint8Array.from(Buffer.from(this.#host.name(), 'utf8')) : null;
  }

  /** This reader has no feature of its own (no pinpad, no GET_FEATURE_REQUEST): pcsc-lite then says "not transacted". */
  async control(_code: number, _data: Uint8Array): Promise<Uint8Array> {
    await Promise.resolve();
    this.#check();
    throw new VirtualPcscError('SCARD_E_NOT_TRANSACTED');
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
