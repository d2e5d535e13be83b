import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { PKCS11_NATIVE_PATH } from '../../../scripts/native-paths.ts';
import { spawnNodeHost } from '../../../src-main/adapters/card-host-process/host-child.ts';
import { Pkcs11Process, type Pkcs11ProcessDeps } from '../../../src-main/adapters/pkcs11-process/pkcs11-process.ts';
import { systemClock } from '../../../src-main/app/system-clock.ts';

const ENTRY = join(import.meta.dirname, '../../../src-main/pkcs11/pkcs11-process.ts');

/** Modules at these paths alone, each in a real process. */
export function pkcs11With(paths: readonly string[], limits: Pkcs11ProcessDeps['limits'] = {}) {
  const pids: number[] = [];
  const pkcs11 = new Pkcs11Process({
    spawn: () => {
      const child = spawnNodeHost(ENTRY);
      pids.push(child.pid ?? 0);
      return child;
    },
    config: { nativePath: PKCS11_NATIVE_PATH, hardenPath: null },
    search: () => ({ platform: process.platform, known: [], p11KitFolders: [], added: paths }),
    clock: systemClock,
    log: { event: () => undefined },
    limits,
  });
  return { pkcs11, pids };
}

/** Builds the module of a few lines with these macros. @returns its path */
export function buildFaultyModule(folder: string, name: string, ...macros: readonly string[]): string {
  const library = join(folder, `${name}.so`);
  const source = join(import.meta.dirname, 'faulty-module.c');
  const built = spawnSync('gcc', ['-shared', '-fPIC', '-O0', '-w', ...macros, '-o', library, source], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`gcc could not build ${source}: ${built.stderr}`);
  return library;
}

/** Runs a tool. @throws Error with what it said when it failed */
export function run(command: string, ...args: readonly string[]): string {
  const done = spawnSync(command, args, { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${command} ${args[0] ?? ''}: ${done.stderr}${done.stdout}`);
  return done.stdout;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
