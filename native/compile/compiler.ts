import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import type { Addon } from './addons.ts';

export interface Compiler {
  readonly command: string;
  /** What it says of itself; part of the stamp, so that another compiler compiles again. */
  readonly version: string;
  readonly kind: 'unix' | 'msvc';
}

/** The C++ compiler of this machine: `CXX`, else `c++`; on Windows `cl` of a developer prompt. Null when there is none. */
export function findCompiler(env: NodeJS.ProcessEnv = process.env): Compiler | null {
  const kind = process.platform === 'win32' ? 'msvc' : 'unix';
  const command = env['CXX'] ?? (kind === 'msvc' ? 'cl' : 'c++');
  const asked = spawnSync(command, kind === 'msvc' ? [] : ['--version'], { encoding: 'utf8', env });
  if (asked.error !== undefined || asked.status !== 0) return null;
  return { command, version: `${asked.stdout}${asked.stderr}`.trim(), kind };
}

export interface CompileOptions {
  /** Sanitizers, as `-fsanitize=` takes them. */
  readonly sanitize?: string;
}

/**
 * Compiles and links `addon` into `output`.
 * @returns null, or what the compiler said.
 */
export function compile(addon: Addon, compiler: Compiler, output: string, options: CompileOptions = {}): string | null {
  mkdirSync(dirname(output), { recursive: true });
  return compiler.kind === 'msvc' ? compileByMsvc(addon, compiler, output) : compileByUnix(addon, compiler, output, options);
}

function compileByUnix(addon: Addon, compiler: Compiler, output: string, { sanitize }: CompileOptions): string | null {
  const one = addon.sources.map((source) => `#include ${JSON.stringify(resolve(source))}\n`).join('');
  return run(
    compiler.command,
    [
      '-x', 'c++', '-', '-o', output,
      '-std=c++17', '-fPIC', '-fvisibility=hidden', '-pthread', '-fno-strict-aliasing',
      ...(process.platform === 'darwin' ? ['-bundle', '-undefined', 'dynamic_lookup', '-mmacosx-version-min=11.0'] : ['-shared']),
      ...(process.platform === 'linux' ? ['-Wl,-z,relro,-z,now', '-Wl,-z,noexecstack', '-ldl'] : []),
      ...(sanitize === undefined
        ? ['-O2', '-fstack-protector-strong', '-U_FORTIFY_SOURCE', '-D_FORTIFY_SOURCE=2']
        : ['-O0', '-g1', '-fno-omit-frame-pointer', '-fno-sanitize-recover=undefined', `-fsanitize=${sanitize}`]),
      // Our own sources compile without a warning; a package's are its authors' affair.
      ...(addon.output.startsWith('native/') ? ['-Wall', '-Wextra', '-Werror'] : ['-w']),
      ...addon.headers.flatMap((folder) => ['-isystem', folder]),
      ...definesOf(addon).map((define) => `-D${define}`),
    ],
    one,
  );
}

/** Windows: an import library from Node-API's list of exports stands for node.exe or electron.exe. Written, and not run yet. */
function compileByMsvc(addon: Addon, compiler: Compiler, output: string): string | null {
  const folder = dirname(output);
  const library = join(folder, 'node_api.lib');
  const machine = `/machine:${process.arch === 'arm64' ? 'ARM64' : 'X64'}`;
  return (
    run('lib', ['/nologo', '/def:node_modules/node-api-headers/def/node_api.def', machine, `/out:${library}`]) ??
    run(compiler.command, [
      '/nologo', '/std:c++17', '/O2', '/EHsc', '/MT', '/LD', '/utf-8', '/Zc:__cplusplus', '/guard:cf', `/Fo${folder}\\`, `/Fe${output}`,
      ...addon.headers.map((header) => `/I${header}`),
      ...definesOf(addon).map((define) => `/D${define}`),
      ...addon.sources,
      '/link', library, 'delayimp.lib', '/DELAYLOAD:node.exe', machine,
    ])
  );
}

const definesOf = (addon: Addon): readonly string[] => [...addon.defines, 'BUILDING_NODE_EXTENSION', `NODE_GYP_MODULE_NAME=${addon.name.replace('-', '_')}`];

function run(command: string, args: readonly string[], input = ''): string | null {
  const ran = spawnSync(command, args, { input, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (ran.status === 0) return null;
  return `${command}: ${ran.error?.message ?? ''}${ran.stdout ?? ''}${ran.stderr ?? ''}`;
}
