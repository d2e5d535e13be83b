import { PIN_LENGTH } from '../../../src-shared/pin/pin-policy.ts';

const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/**
 * What a person has typed of a PIN: at most four ASCII digits and a caret, in one array that is overwritten when done with.
 * Never a string, never in React's state.
 */
export class PinBuffer {
  readonly #bytes = new Uint8Array(PIN_LENGTH);
  #length = 0;
  #caret = 0;

  get length(): number {
    return this.#length;
  }

  /** Box the next digit goes to, 0..3; the last one stays under the caret when all are filled. */
  get caret(): number {
    return Math.min(this.#caret, PIN_LENGTH - 1);
  }

  /** Types one character code at the caret, over a digit that is there. False when it is no ASCII digit or there is no room. */
  type(code: number): boolean {
    if (code < DIGIT_0 || code > DIGIT_9 || this.#caret >= PIN_LENGTH) return false;
    this.#bytes[this.#caret] = code;
    this.#caret++;
    this.#length = Math.max(this.#length, this.#caret);
    return true;
  }

  /**
   * Pastes a text in place of what is there. Spaces around and between digits are forgiven; anything else, or more than
   * four digits, refuses the whole text rather than keep a part of it.
   */
  paste(text: string): boolean {
    const digits = Array.from(text, (character) => character.charCodeAt(0)).filter((code) => code !== 0x20 && code !== 0xa0 && code !== 0x09 && code !== 0x0a && code !== 0x0d);
    const accepted = digits.length > 0 && digits.length <= PIN_LENGTH && digits.every((code) => code >= DIGIT_0 && code <= DIGIT_9);
    if (accepted) {
      this.wipe();
      for (const code of digits) this.type(code);
    }
    digits.fill(0);
    return accepted;
  }

  /** Backspace: removes the digit before the caret; the ones after move up. */
  backspace(): void {
    if (this.#caret === 0) return;
    this.#removeAt(this.#caret - 1);
    this.#caret--;
  }

  /** Delete: removes the digit under the caret. */
  delete(): void {
    if (this.#caret < this.#length) this.#removeAt(this.#caret);
  }

  /** Moves the caret to a box, no further than the first empty one. */
  moveTo(index: number): void {
    this.#caret = Math.max(0, Math.min(index, this.#length));
  }

  moveBy(boxes: number): void {
    this.moveTo(this.#caret + boxes);
  }

  /** A copy for the call that sends it; whoever asks overwrites it. */
  copy(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** Reads the digits in place, without a copy that would have to be overwritten. */
  read<T>(look: (digits: Uint8Array) => T): T {
    return look(this.#bytes.subarray(0, this.#length));
  }

  wipe(): void {
    this.#bytes.fill(0);
    this.#length = 0;
    this.#caret = 0;
  }

  #removeAt(index: number): void {
    this.#bytes.copyWithin(index, index + 1, this.#length);
    this.#length--;
    this.#bytes[this.#length] = 0;
  }
}
