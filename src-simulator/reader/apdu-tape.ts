import { Buffer } from 'node:buffer';

/** What went over the reader, for a test to judge. */
export type TapeEntry =
  | {
      readonly kind: 'apdu';
      /** CLA INS P1 P2 and, when there is one, P3 (Lc or Le): eight or ten hex digits. */
      readonly header: string;
      /** The command data, for SELECT, GET DATA and MSE only: nothing of those is secret. */
      readonly data: string | null;
      readonly connection: number;
      /** Number of the transaction it was sent in, null outside any. */
      readonly transaction: number | null;
      /** The card itself carried the command out, whatever became of the answer. */
      readonly applied: boolean;
      /** Status word the *card* gave, null when it never saw the command. */
      readonly sw: string | null;
      /** What the program got: the answer, or the name of a PC/SC error. */
      readonly outcome: string;
    }
  | {
      readonly kind: 'connect' | 'reconnect' | 'disconnect' | 'begin' | 'end';
      readonly connection: number;
      readonly transaction: number | null;
    }
  | { readonly kind: 'reset' | 'inserted' | 'removed' | 'plugged' | 'unplugged' | 'serviceStarted' | 'serviceStopped' };

/** An allowlist: the bodies of 20, 24, 2C, 82 and of anything not named here are never looked at. */
const TELLABLE = new Set([0x22, 0xa4, 0xcb]);

export class ApduTape {
  readonly #entries: TapeEntry[] = [];

  get entries(): readonly TapeEntry[] {
    return this.#entries;
  }

  add(entry: TapeEntry): void {
    this.#entries.push(entry);
  }

  clear(): void {
    this.#entries.length = 0;
  }

  /** Headers with the card's status word, in order: what most tests want to compare. */
  commands(): readonly { readonly ins: string; readonly sw: string | null }[] {
    return this.#entries.flatMap((entry) => (entry.kind === 'apdu' ? [{ ins: entry.header.slice(2, 4), sw: entry.sw }] : []));
  }
}

export function tapeHeader(command: Uint8Array): string {
  return hex(command.subarray(0, 5));
}

export function tellableData(command: Uint8Array): string | null {
  const [, ins = 0, , , length = 0] = command;
  return TELLABLE.has(ins) && command.length > 5 ? hex(command.subarray(5, 5 + length)) : null;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}
