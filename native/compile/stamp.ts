import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { Addon } from './addons.ts';
import type { Compiler } from './compiler.ts';

/** Decides together with an addon's inputs how it comes out. */
const HOW = 'native/compile';

/** Where the stamp of a compiled addon lies. */
export const stampFile = (addon: Addon): string => `${addon.output}.stamp`;

/** SHA-256 over compiler, machine, and the names and contents of every input file. */
export function stampOf(addon: Addon, compiler: Compiler): string {
  const hash = createHash('sha256').update(`${compiler.command}\0${compiler.version}\0${process.platform}\0${process.arch}\0`);
  for (const input of [...addon.inputs, HOW]) {
    for (const file of filesUnder(input)) hash.update(`${file}\0`).update(createHash('sha256').update(readFileSync(file)).digest());
  }
  return hash.digest('hex');
}

/** The addon is there, and made of these inputs by this compiler. */
export function isUpToDate(addon: Addon, stamp: string): boolean {
  return existsSync(addon.output) && existsSync(stampFile(addon)) && readFileSync(stampFile(addon), 'utf8') === stamp;
}

function filesUnder(input: string): readonly string[] {
  if (statSync(input).isFile()) return [input];
  return readdirSync(input, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
