/**
 * Compiles the addons with the machine's own C++ compiler, after every `npm ci` (the `install` script of package.json):
 * Clavis' own two, and pkcs11js, whose package brings sources alone. Node-API's headers come from npm: nothing is downloaded, and no
 * node-gyp is needed. It never fails an installation: without a compiler it says so in one line, and the app, which starts
 * without the addons, says what is missing.
 */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { CLAVIS_HSM, CLAVIS_PCSC, PKCS11, type Addon } from './compile/addons.ts';
import { compile, findCompiler, type Compiler } from './compile/compiler.ts';
import { isUpToDate, stampFile, stampOf } from './compile/stamp.ts';

process.chdir(`${import.meta.dirname}/..`);
const compiler = findCompiler();
if (compiler === null) console.log('native: no C++ compiler here (Debian: apt-get install g++): real readers and PKCS#11 modules stay out of reach');
else for (const addon of [CLAVIS_PCSC, CLAVIS_HSM, PKCS11]) console.log(`native: ${addon.name}: ${build(addon, compiler)}`);

/** @returns what happened, for a person. */
function build(addon: Addon, by: Compiler): string {
  try {
    const stamp = stampOf(addon, by);
    if (isUpToDate(addon, stamp)) return 'up to date';
    const started = performance.now();
    // Made beside its place and moved in: a program that has the old one loaded keeps it whole.
    const fresh = `${addon.output}.${process.pid}.new`;
    const trouble = compile(addon, by, fresh);
    if (trouble !== null) {
      rmSync(fresh, { force: true });
      return `not compiled\n${trouble}`;
    }
    renameSync(fresh, addon.output);
    writeFileSync(stampFile(addon), stamp);
    return `compiled (${((performance.now() - started) / 1000).toFixed(1)} s)`;
  } catch (thrown) {
    return `not compiled: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  }
}
