import type { FaultPlanInput } from './fault-plan.ts';
import { ApduTape } from './reader/apdu-tape.ts';
import { FaultInjector } from './reader/fault-injector.ts';
import { faultyExchange } from './reader/faulty-exchange.ts';
import type { ReaderMechanics } from './reader/faulty-exchange.ts';
import { VirtualPcscError } from './reader/pcsc-shapes.ts';
import type { VirtualReaderStatus, VirtualShareMode } from './reader/pcsc-shapes.ts';
import { TransactionLock } from './reader/transaction-lock.ts';
import { VirtualConnection } from './reader/virtual-connection.ts';
import type { ConnectionHost } from './reader/virtual-connection.ts';
import type { SimulatedCard } from './simulated-card.ts';

export interface VirtualReaderOptions {
  /** As PC/SC names readers; unique among the readers of the program. */
  readonly name?: string;
  /** The card that lies in the reader from the start. */
  readonly card?: SimulatedCard;
  /** The card a `swap` fault puts in. */
  readonly spare?: SimulatedCard;
}

/**
 * One reader, its card slot and the PC/SC service behind it, as pcsc-lite behaves: every `connect` is a program of its own, so a
 * test plays "another program" by connecting once more. Hands (`insert`, `remove`, `unplug` …) and faults act at once.
 */
export class VirtualReader {
  readonly name: string;
  /** There is no library: the reader is the service. */
  readonly libraryVersion = null;
  readonly tape = new ApduTape();
  readonly #spare: SimulatedCard | undefined;
  readonly #faults = new FaultInjector();
  readonly #lock = new TransactionLock();
  readonly #connections = new Set<VirtualConnection>();
  readonly #watchers = new Set<() => void>();
  readonly #mechanics: ReaderMechanics;
  readonly #host: ConnectionHost;
  #card: SimulatedCard | null = null;
  #plugged = true;
  #running = true;
  #connectionCount = 0;
  #events = 0;

  constructor(options: VirtualReaderOptions = {}) {
    this.name = options.name ?? 'Clavis Virtual Reader 00 00';
    this.#spare = options.spare;
    this.#card = options.card ?? null;
    this.#mechanics = {
      tape: this.tape,
      faults: this.#faults,
      card: () => this.#card,
      strike: (kind) => this.#strike(kind),
    };
    this.#host = {
      lock: this.#lock,
      tape: this.tape,
      name: () => this.name,
      status: () => ({ running: this.#running, plugged: this.#plugged, card: this.#card }),
      exchange: (connection, command) =>
        faultyExchange(this.#mechanics, connection, this.#lock.numberFor(connection), command),
      resetCard: (initiator) => this.#resetCard(initiator),
      left: (connection) => {
        this.#connections.delete(connection);
        this.#changed();
      },
    };
  }

  /** The card in the slot. */
  get card(): SimulatedCard | null {
    return this.#card;
  }

  async listReaders(): Promise<readonly VirtualReaderStatus[]> {
    await Promise.resolve();
    if (!this.#running) throw new VirtualPcscError('SCARD_E_NO_SERVICE');
    if (!this.#plugged) return [];
    return [
      {
        name: this.name,
        virtual: true,
        present: this.#card !== null,
        atr: this.#card?.atr ?? new Uint8Array(0),
        exclusive: [...this.#connections].some(({ mode }) => mode === 'exclusive'),
        mute: false,
        events: this.#events,
      },
    ];
  }

  watch(onChange: () => void): () => void {
    const watcher = (): void => onChange();
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  async connect(reader: string, mode: VirtualShareMode): Promise<VirtualConnection> {
    await Promise.resolve();
    const fault = this.#faults.atConnect();
    if (fault?.kind === 'sharingViolation') throw new VirtualPcscError('SCARD_E_SHARING_VIOLATION');
    if (fault?.when === 'before') this.#strike(fault.kind);
    if (!this.#running) throw new VirtualPcscError('SCARD_E_NO_SERVICE');
    if (!this.#plugged || reader !== this.name) throw new VirtualPcscError('SCARD_E_UNKNOWN_READER');
    if (this.#card === null) throw new VirtualPcscError('SCARD_E_NO_SMARTCARD');
    const others = [...this.#connections];
    if (others.some((other) => other.mode === 'exclusive') || (mode === 'exclusive' && others.length > 0)) {
      throw new VirtualPcscError('SCARD_E_SHARING_VIOLATION');
    }
    this.#connectionCount += 1;
    const connection = new VirtualConnection(this.#host, this.#connectionCount, mode, this.#card);
    this.#connections.add(connection);
    this.tape.add({ kind: 'connect', connection: connection.id, transaction: null });
    this.#changed();
    if (fault?.when === 'after') this.#strike(fault.kind);
    return connection;
  }

  /** Ends every connection and forgets every watcher; the card stays in the slot, without power. */
  async close(): Promise<void> {
    await Promise.resolve();
    this.#watchers.clear();
    this.#invalidate('closed');
  }

  /** Arms a fault plan in place of the former one; counts start again. @throws when a swap has no spare card to put in. */
  arm(plan: FaultPlanInput): void {
    if (this.#spare === undefined && plan.some(({ kind }) => kind === 'swap')) throw new Error('A swap needs a spare card');
    this.#faults.arm(plan);
  }

  /** Faults of the plan that have not struck. */
  get pendingFaults(): number {
    return this.#faults.pending;
  }

  /** Puts a card in, in place of the one that may be there. */
  insert(card: SimulatedCard): void {
    if (this.#card !== null) this.remove();
    card.reset();
    this.#card = card;
    this.#countEvent();
    this.tape.add({ kind: 'inserted' });
    this.#changed();
  }

  /** Takes the card out. Idempotent. */
  remove(): SimulatedCard | null {
    const card = this.#card;
    if (card === null) return null;
    card.powerOff();
    this.#card = null;
    this.#countEvent();
    this.#lock.release();
    for (const connection of this.#connections) connection.notify('removed');
    this.tape.add({ kind: 'removed' });
    this.#changed();
    return card;
  }

  /** Pulls the reader out of its port, with the card in it. */
  unplug(): void {
    if (!this.#plugged) return;
    this.#plugged = false;
    this.#invalidate('unplugged');
    this.tape.add({ kind: 'unplugged' });
    this.#changed();
  }

  plug(): void {
    if (this.#plugged) return;
    this.#plugged = true;
    this.tape.add({ kind: 'plugged' });
    this.#changed();
  }

  /** The PC/SC service ends: no reader, no connection survives. */
  stopService(): void {
    if (!this.#running) return;
    this.#running = false;
    this.#invalidate('stopped');
    this.tape.add({ kind: 'serviceStopped' });
    this.#changed();
  }

  startService(): void {
    if (this.#running) return;
    this.#running = true;
    this.tape.add({ kind: 'serviceStarted' });
    this.#changed();
  }

  /** Another program resets the card: every connection must reconnect. */
  resetByOther(): void {
    this.#resetCard(null);
  }

  #countEvent(): void {
    this.#events = (this.#events + 1) & 0xffff;
  }

  #resetCard(initiator: VirtualConnection | null): void {
    this.#card?.reset();
    for (const connection of this.#connections) if (connection !== initiator) connection.notify('reset');
    this.tape.add({ kind: 'reset' });
  }

  #invalidate(reason: 'unplugged' | 'stopped' | 'closed'): void {
    this.#card?.powerOff();
    this.#lock.release();
    for (const connection of this.#connections) connection.notify(reason);
    this.#connections.clear();
  }

  /** Carries out what a fault does to the world outside the exchange. */
  #strike(kind: Parameters<ReaderMechanics['strike']>[0]): void {
    switch (kind) {
      case 'remove':
        this.remove();
        return;
      case 'readerUnplug':
        this.unplug();
        return;
      case 'resetByOther':
        this.resetByOther();
        return;
      case 'serviceStop':
        this.stopService();
        return;
      case 'swap':
        if (this.#spare !== undefined) this.insert(this.#spare);
        return;
      case 'sharingViolation':
      case 'commError':
      case 'malformed':
      case 'wrongResponse':
        return;
    }
  }

  /** After the current call, so that a watcher may call back into the reader. */
  #changed(): void {
    for (const watcher of this.#watchers) {
      queueMicrotask(() => {
        if (this.#watchers.has(watcher)) watcher();
      });
    }
  }
}
