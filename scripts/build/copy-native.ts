import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { KEYTAR_PATH } from '../native-paths.ts';
import { sqliteEngine } from './sqlite-engine.ts';

/** The addons that `native/build.ts` made and those that packages bring for this system, by the name they have in `dist/native`. */
const addonsFor = (electron: string | null): Readonly<Record<string, string>> => ({
  'clavis-pcsc.node': 'native/build/clavis-pcsc.node',
  'pkcs11.node': 'node_modules/pkcs11js/build/Release/pkcs11.node',
  'keytar.node': KEYTAR_PATH,
  'sqlite.node': sqliteEngine(electron).native,
});
const PLACE = join('dist', 'native');

/**
 * Puts the compiled addons where the app looks for them; one that could not be compiled is not there.
 * @param electron version of the runtime they are for; null: what ships
 * @returns names of those that are new
 */
export function copyNative(electron: string | null): readonly string[] {
  mkdirSync(PLACE, { recursive: true });
  return Object.entries(addonsFor(electron)).flatMap(([name, source]) => {
    const target = join(PLACE, name);
    if (!existsSync(source)) {
      rmSync(target, { force: true });
      return [];
    }
    if (existsSync(target) && readFileSync(target).equals(readFileSync(source))) return [];
    // Moved into place: a program that has the old one loaded keeps it whole.
    const fresh = `${target}.${process.pid}.new`;
    copyFileSync(source, fresh);
    renameSync(fresh, target);
    return [name];
  });
}
