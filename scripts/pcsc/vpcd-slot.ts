import { VirtualCardLink, type LinkedCard } from '../virtual-card-link.ts';

/** What a hand or a defect may do around one command: nothing, or pull the card before or after it was applied. */
export interface SlotHooks {
  /** Called with each command before the card sees it; `lost`: the card never does. */
  readonly before?: (command: Uint8Array) => 'lost' | undefined;
  /** Called when the card has applied a command and its answer has not left yet; what it returns is answered in its place. */
  readonly after?: (command: Uint8Array, answer: Uint8Array) => Uint8Array | undefined;
  readonly onReset?: () => void;
}

/** One slot of a vpcd reader of a real pcscd, and the hand that puts cards in and pulls them out. */
export class VpcdSlot {
  readonly #address: { readonly host: string; readonly port: number };
  #link: VirtualCardLink | null = null;

  constructor(port: number) {
    this.#address = { host: '127.0.0.1', port };
  }

  /** Puts a card in, in place of the one that was there. Resolves when the reader has seen it. */
  async insert(card: LinkedCard, hooks: SlotHooks = {}): Promise<void> {
    this.pull();
    await new Promise<void>((resolve) => {
      this.#link = new VirtualCardLink(watched(card, hooks), this.#address, (state) => {
        if (state === 'inserted') resolve();
      });
    });
  }

  pull(): void {
    this.#link?.close();
    this.#link = null;
  }
}

function watched(card: LinkedCard, { before, after, onReset }: SlotHooks): LinkedCard {
  return {
    atr: card.atr,
    transmit(command) {
      if (before?.(command) === 'lost') return new Uint8Array(0);
      const answer = card.transmit(command);
      return after?.(command, answer) ?? answer;
    },
    reset() {
      onReset?.();
      card.reset();
    },
    powerOff() {
      onReset?.();
      card.powerOff();
    },
  };
}
