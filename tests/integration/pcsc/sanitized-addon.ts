import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { CLAVIS_PCSC } from '../../../native/compile/addons.ts';
import { compile, findCompiler } from '../../../native/compile/compiler.ts';
import { stampOf } from '../../../native/compile/stamp.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** The addon with AddressSanitizer and UndefinedBehaviorSanitizer, and the environment in which a Node runs it. */
export interface SanitizedAddon {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Compiled at most once for the same sources. @throws Error with what the compiler said */
export function sanitizedAddon(): SanitizedAddon {
  process.chdir(ROOT);
  const compiler = findCompiler();
  if (compiler === null) throw new Error('no C++ compiler: apt-get install -y g++');
  const path = resolve(`native/build/sanitized/clavis-pcsc-${stampOf(CLAVIS_PCSC, compiler).slice(0, 16)}.node`);
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true });
    const trouble = compile(CLAVIS_PCSC, compiler, `${path}.new`, { sanitize: 'address,undefined' });
    if (trouble !== null) throw new Error(trouble);
    renameSync(`${path}.new`, path);
  }
  return {
    path,
    env: {
      LD_PRELOAD: ['libasan.so', 'libubsan.so'].map((name) => runtime(compiler.command, name)).join(' '),
      ASAN_OPTIONS: 'detect_leaks=1:exitcode=99:fast_unwind_on_malloc=1:malloc_context_size=20',
      LSAN_OPTIONS: `suppressions=${join(import.meta.dirname, 'leaks-of-node.txt')}:print_suppressions=0`,
      UBSAN_OPTIONS: 'halt_on_error=1:exitcode=99:print_stacktrace=1',
    },
  };
}

function runtime(compiler: string, library: string): string {
  const asked = spawnSync(compiler, [`-print-file-name=${library}`], { encoding: 'utf8' });
  return asked.stdout.trim();
}
