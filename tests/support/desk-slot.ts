import process from 'node:process';
import { VpcdSlot } from '../../scripts/pcsc/vpcd-slot.ts';
import type { LinkedCard } from '../../scripts/virtual-card-link.ts';
import type { RunningPcscd } from './pcscd.ts';
import { traceApdu, type SlotEvent } from './trace-checker.ts';

/** What a hand, a defect or a bad card does at one command. Each is asked with every command until it is taken away. */
export interface SlotFault {
  /** `pull`: the card is gone before it saw the command. */
  readonly before?: (command: Uint8Array) => 'pull' | undefined;
  /** The card applied the command. `pull`: gone before its answer left; bytes are answered in place of its own. */
  readonly after?: (command: Uint8Array, answer: Uint8Array) => 'pull' | Uint8Array | undefined;
}

/** A card that the slot can hold: it has a serial, by which the trace tells it from others. */
export interface DeskCard extends LinkedCard {
  state(): { readonly serial: string };
}

const now = (): number => Number(process.hrtime.bigint()) / 1e6;

/** A slot whose card is in this process, with everything that reaches it written down. */
export class DeskSlot {
  readonly index: number;
  readonly reader: string;
  fault: SlotFault = {};
  /** When the card that is in was first asked for anything since its insertion. */
  firstCommandAt: number | null = null;
  readonly #slot: VpcdSlot;
  readonly #note: (event: SlotEvent) => void;
  #card: DeskCard | null = null;

  constructor(index: number, pcscd: RunningPcscd, note: (event: SlotEvent) => void) {
    this.index = index;
    this.reader = pcscd.readers[index] ?? '';
    this.#slot = new VpcdSlot(pcscd.port + index);
    this.#note = note;
  }

  /** Resolves when the reader has asked the card for its answer to reset. */
  async insert(card: DeskCard): Promise<void> {
    this.pull();
    this.#card = card;
    this.firstCommandAt = null;
    const whoeverIsIn: LinkedCard = {
      atr: card.atr,
      transmit: (command) => this.#inside().transmit(command),
      reset: () => this.#inside().reset(),
      powerOff: () => this.#inside().powerOff(),
    };
    await this.#slot.insert(whoeverIsIn, {
      before: (command) => this.#before(command),
      after: (command, answer) => this.#after(command, answer),
      onReset: () => this.#note({ kind: 'reset', at: now(), slot: this.index }),
    });
    this.#note({ kind: 'inserted', at: now(), slot: this.index });
  }

  /** Another card's memory in the same plastic, noticed by nobody: what a test begins anew with. */
  replaceQuietly(card: DeskCard): void {
    this.#card = card;
  }

  pull(): void {
    if (this.#card === null) return;
    this.#slot.pull();
    this.#card = null;
    this.#note({ kind: 'pulled', at: now(), slot: this.index });
  }

  #inside(): DeskCard {
    return this.#card ?? ABSENT;
  }

  #before(command: Uint8Array): 'lost' | undefined {
    this.firstCommandAt ??= now();
    if (this.#card === null) return 'lost';
    if (this.fault.before?.(command) !== 'pull') return undefined;
    this.#write(command, null, false);
    this.pull();
    return 'lost';
  }

  #after(command: Uint8Array, answer: Uint8Array): Uint8Array | undefined {
    const strike = this.fault.after?.(command, answer);
    if (strike === 'pull') {
      this.#write(command, null, true);
      this.pull();
      return undefined;
    }
    this.#write(command, strike ?? answer, true);
    return strike;
  }

  #write(command: Uint8Array, answer: Uint8Array | null, applied: boolean): void {
    const card = this.#inside().state().serial;
    this.#note({ kind: 'apdu', at: now(), slot: this.index, card, applied, apdu: traceApdu(command, answer) });
  }
}

const ABSENT: DeskCard = {
  atr: new Uint8Array(0),
  transmit: () => new Uint8Array(0),
  reset: () => undefined,
  powerOff: () => undefined,
  state: () => ({ serial: 'nobody' }),
};
