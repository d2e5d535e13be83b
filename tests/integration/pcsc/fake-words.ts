import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/** Words of the file between a test and `fake-pcsclite.c`, where they are explained. */
const WORDS = ['counter', 'contexts', 'cards', 'waiting', 'transmitMs', 'beginMs', 'result', 'ended', 'disconnected', 'overflow', 'mallocKib', 'listsMs', 'meetings'] as const;
export type FakeWord = (typeof WORDS)[number];

export const WORD_BYTES = 4 * WORDS.length;

/** The file, which the library has mapped: what is written is seen at once. */
export class FakeWords {
  readonly #file: number;
  readonly #buffer = Buffer.alloc(4);

  constructor(file: string) {
    this.#file = openSync(file, 'r+');
  }

  get(word: FakeWord): number {
    readSync(this.#file, this.#buffer, 0, 4, 4 * WORDS.indexOf(word));
    return this.#buffer.readUInt32LE(0);
  }

  set(word: FakeWord, value: number): void {
    this.#buffer.writeUInt32LE(value);
    writeSync(this.#file, this.#buffer, 0, 4, 4 * WORDS.indexOf(word));
  }

  close(): void {
    closeSync(this.#file);
  }
}
