import { hasCharset, QUALIFIED_PIN_FORMAT, type PinFormat } from '../../../src-shared/pin/pin-format.ts';

/** What became of something typed or pasted: in the buffer, or refused for a character the format does not have, or for want of room. */
export type Taken = 'taken' | 'charset' | 'room';

/** Forgiven around and between the digits of a pasted code: space, no-break space, tab, line ends. */
const BLANKS: ReadonlySet<number> = new Set([0x20, 0xa0, 0x202f, 0x09, 0x0a, 0x0d]);
const LINE_END = /[\r\n]+$/u;

/**
 * What a person has typed of a PIN or PUK: at most `maxLength` bytes of its format and a caret, in one array that is overwritten
 * when done with. Never a string, never in React's state.
 */
export class PinBuffer {
  readonly format: PinFormat;
  readonly #bytes: Uint8Array;
  #length = 0;
  #caret = 0;

  constructor(format: PinFormat = QUALIFIED_PIN_FORMAT) {
    this.format = format;
    this.#bytes = new Uint8Array(format.maxLength);
  }

  get length(): number {
    return this.#length;
  }

  /** Place the next character goes to; the last one stays under the caret when all are filled. */
  get caret(): number {
    return Math.min(this.#caret, this.format.maxLength - 1);
  }

  get full(): boolean {
    return this.#length === this.format.maxLength;
  }

  /** Types one character code at the caret, over a character that is there. */
  type(code: number): Taken {
    if (!this.#accepts(code)) return 'charset';
    if (this.#caret >= this.format.maxLength) return 'room';
    this.#bytes[this.#caret] = code;
    this.#caret++;
    this.#length = Math.max(this.#length, this.#caret);
    return 'taken';
  }

  /**
   * Pastes a text in place of what is there. Blanks around and between digits, and line ends after other codes, are forgiven;
   * any other character, or more than there is room for, refuses the whole text rather than keep a part of it.
   */
  paste(text: string): Taken {
    const given = this.format.charset === 'digits' ? text : text.replace(LINE_END, '');
    const codes = Array.from(given, (character) => character.codePointAt(0) ?? 0).filter((code) => this.format.charset !== 'digits' || !BLANKS.has(code));
    const verdict: Taken = codes.length === 0 || !codes.every((code) => this.#accepts(code)) ? 'charset' : codes.length > this.format.maxLength ? 'room' : 'taken';
    if (verdict === 'taken') {
      this.wipe();
      for (const code of codes) this.type(code);
    }
    codes.fill(0);
    return verdict;
  }

  /** Backspace: removes the character before the caret; the ones after move up. */
  backspace(): void {
    if (this.#caret === 0) return;
    this.#removeAt(this.#caret - 1);
    this.#caret--;
  }

  /** Delete: removes the character under the caret. */
  delete(): void {
    if (this.#caret < this.#length) this.#removeAt(this.#caret);
  }

  /** Moves the caret to a place, no further than the first empty one. */
  moveTo(index: number): void {
    this.#caret = Math.max(0, Math.min(index, this.#length));
  }

  moveBy(places: number): void {
    this.moveTo(this.#caret + places);
  }

  /** A copy for the call that sends it; whoever asks overwrites it. */
  copy(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** Reads the bytes in place, without a copy that would have to be overwritten. */
  read<T>(look: (bytes: Uint8Array) => T): T {
    return look(this.#bytes.subarray(0, this.#length));
  }

  wipe(): void {
    this.#bytes.fill(0);
    this.#length = 0;
    this.#caret = 0;
  }

  #accepts(code: number): boolean {
    // A code above a byte would be cut to one that may fit.
    return code <= 0xff && hasCharset(Uint8Array.of(code), this.format);
  }

  #removeAt(index: number): void {
    this.#bytes.copyWithin(index, index + 1, this.#length);
    this.#length--;
    this.#bytes[this.#length] = 0;
  }
}
