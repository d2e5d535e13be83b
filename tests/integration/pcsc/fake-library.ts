import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeWords, WORD_BYTES } from './fake-words.ts';

/** The library of `fake-pcsclite.c`, compiled, and the file that it obeys. */
export interface FakeLibrary {
  readonly path: string;
  readonly file: string;
  readonly words: FakeWords;
  /** For a child process: which file its library obeys. */
  readonly env: Readonly<Record<string, string>>;
  remove(): void;
}

/** @throws Error with what the compiler said */
export function buildFakeLibrary(): FakeLibrary {
  const folder = mkdtempSync(join(tmpdir(), 'clavis-fake-pcsc-'));
  const path = join(folder, 'libfakepcsc.so');
  const source = join(import.meta.dirname, 'fake-pcsclite.c');
  const built = spawnSync('gcc', ['-shared', '-fPIC', '-O2', '-o', path, source], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`gcc could not build ${source}: ${built.stderr}`);
  const file = join(folder, 'words');
  writeFileSync(file, Buffer.alloc(WORD_BYTES));
  const words = new FakeWords(file);
  return {
    path,
    file,
    words,
    env: { CLAVIS_FAKE_PCSC: file },
    remove: () => {
      words.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
