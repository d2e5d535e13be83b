import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import { cardStateSchema } from './card-state.ts';
import type { CardState } from './card-state.ts';
import type { IasEccState } from './ias-ecc/ias-ecc-state.ts';

/**
 * A card kept in a file, readable by its owner only (mode 0600). Saving is atomic and durable: a temporary file beside it is
 * written, flushed, renamed over it, and the folder flushed; whoever reads sees the state before or the state after.
 */
export class CardStateFile {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Undefined when there is no file yet. @throws when the file is there and is not a whole card. */
  load(): CardState | undefined {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
      throw thrown;
    }
    return cardStateSchema.parse(JSON.parse(text));
  }

  /** The same where only an IAS-ECC card will do. @throws when it is one of another kind. */
  loadIasEcc(): IasEccState | undefined {
    const state = this.load();
    if (state === undefined || state.kind === 'ias-ecc') return state;
    throw new Error(`${this.path} is a card of the kind ${state.kind}, not IAS-ECC`);
  }

  /** @throws when the state could not be made durable; the former file is then still whole. */
  save(state: CardState): void {
    const temporary = `${this.path}.${process.pid}.tmp`;
    try {
      writeDurably(temporary, `${JSON.stringify(state)}\n`);
      renameSync(temporary, this.path);
    } catch (thrown) {
      rmSync(temporary, { force: true });
      throw thrown;
    }
    flushFolder(dirname(this.path));
  }
}

function writeDurably(path: string, text: string): void {
  rmSync(path, { force: true });
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A rename is durable once its folder is flushed. Windows has no such call and needs none. */
function flushFolder(path: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
