import { Buffer } from 'node:buffer';

/** A command APDU (ISO 7816-3 clause 12.1): header, command data, and `le` as the number of bytes expected (null: none asked). */
export interface CommandApdu {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Uint8Array;
  readonly le: number | null;
}

const CLA_CHAINING = 0x10;

/**
 * Reads cases 1 to 4, short and extended. Undefined when lengths do not add up. `data` is a view of `bytes`, not a copy:
 * secrets stay in the caller's buffer. A T=0 reader sends case 1 as five bytes with P3 = 00, which reads as case 2.
 */
export function parseCommand(bytes: Uint8Array): CommandApdu | undefined {
  const [cla, ins, p1, p2, p3] = bytes;
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined) return undefined;
  const body = (from: number, length: number, le: number | null): CommandApdu => ({
    cla, ins, p1, p2, data: bytes.subarray(from, from + length), le,
  });
  if (p3 === undefined) return body(4, 0, null);
  if (bytes.length === 5) return body(5, 0, p3 === 0 ? 256 : p3);
  if (p3 !== 0) {
    if (bytes.length === 5 + p3) return body(5, p3, null);
    if (bytes.length === 6 + p3) return body(5, p3, bytes.at(-1) || 256);
    return undefined;
  }
  if (bytes.length < 7) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint16(5);
  if (bytes.length === 7) return body(7, 0, length || 65_536);
  if (length === 0) return undefined;
  if (bytes.length === 7 + length) return body(7, length, null);
  if (bytes.length === 9 + length) return body(7, length, view.getUint16(7 + length) || 65_536);
  return undefined;
}

/** What the chain gives for one command: the whole command, `more` (the card answers 9000 and waits), or a broken chain. */
type Chained = CommandApdu | 'more' | 'tooLong';

/**
 * Command chaining (ISO 7816-4, 5.3.3): parts carry CLA bit 5, the last one does not. A part with another header starts anew.
 * The collected bytes are overwritten once used, since a chain may carry secrets.
 */
export class CommandChain {
  static readonly #LIMIT = 65_535;
  #header = '';
  #parts: Uint8Array[] = [];

  add(command: CommandApdu): Chained {
    const header = `${command.ins},${command.p1},${command.p2}`;
    if (header !== this.#header) this.clear();
    const last = (command.cla & CLA_CHAINING) === 0;
    if (last && this.#parts.length === 0) return command;
    const length = this.#parts.reduce((sum, part) => sum + part.length, command.data.length);
    if (length > CommandChain.#LIMIT) {
      this.clear();
      return 'tooLong';
    }
    this.#header = header;
    this.#parts.push(Uint8Array.from(command.data));
    if (!last) return 'more';
    const data = Uint8Array.from(Buffer.concat(this.#parts));
    this.clear();
    return { ...command, data };
  }

  clear(): void {
    for (const part of this.#parts) part.fill(0);
    this.#parts = [];
    this.#header = '';
  }
}
