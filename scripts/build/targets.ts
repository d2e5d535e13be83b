import react from '@vitejs/plugin-react';
import { builtinModules } from 'node:module';
import { join, resolve } from 'node:path';
import type { InlineConfig } from 'vite';
import { sqliteEngine } from './sqlite-engine.ts';

/** The older of the two runtimes (docs/adr/0006-which-electron.md): Electron 33 has Node 20.18 and Chromium 130. */
const NODE_TARGET = 'node20.18';
const CHROMIUM_TARGET = 'chrome130';

/** Left out of the bundles: the runtime gives them. Everything else is bundled, so that nothing that ships needs node_modules. */
const GIVEN_BY_ELECTRON = ['electron', ...builtinModules.flatMap((name) => [name, `node:${name}`])];

export interface BuildTarget {
  readonly name: string;
  /** Folders and files whose content decides whether the target is up to date. */
  readonly inputs: readonly string[];
  /** What else decides how it comes out: for which runtime it is. */
  readonly variant?: string;
  /** Vite's configuration for writing the target into this folder. */
  readonly config: (outDir: string) => InlineConfig;
}

const common = (outDir: string): InlineConfig => ({
  configFile: false,
  envDir: false,
  logLevel: 'warn',
  define: { 'process.env.NODE_ENV': '"production"' },
  build: { outDir, emptyOutDir: true, sourcemap: false, reportCompressedSize: false },
});

/** One ES module for Node: Electron's main process, or the card host. */
export function nodeTarget(name: string, entry: string, inputs: readonly string[] = []): BuildTarget {
  return {
    name,
    inputs: ['src-main', 'src-shared', 'src-simulator', ...inputs],
    config: (outDir) => {
      const base = common(outDir);
      return {
        ...base,
        resolve: { conditions: ['node', 'import', 'module', 'default'] },
        ssr: { noExternal: true, external: GIVEN_BY_ELECTRON },
        build: {
          ...base.build,
          ssr: true,
          target: NODE_TARGET,
          minify: false,
          rolldownOptions: {
            input: entry,
            external: GIVEN_BY_ELECTRON,
            output: { format: 'es', entryFileNames: `${name}.js`, codeSplitting: false },
          },
        },
      };
    },
  };
}

/** A sandboxed preload can load nothing but one CommonJS file. */
const preload: BuildTarget = {
  name: 'preload',
  inputs: ['src-preload', 'src-shared'],
  config: (outDir) => {
    const base = common(outDir);
    return {
      ...base,
      build: {
        ...base.build,
        target: CHROMIUM_TARGET,
        minify: false,
        rolldownOptions: {
          input: 'src-preload/preload.ts',
          external: ['electron'],
          platform: 'browser',
          output: { format: 'cjs', entryFileNames: 'preload.cjs', codeSplitting: false },
        },
      },
    };
  },
};

const renderer: BuildTarget = {
  name: 'renderer',
  inputs: ['src-renderer', 'src-shared'],
  config: (outDir) => {
    const base = common(resolve(outDir));
    return {
      ...base,
      root: 'src-renderer',
      base: './',
      plugins: [react()],
      build: {
        ...base.build,
        target: CHROMIUM_TARGET,
        // Nothing inline, neither scripts nor data: images; app:// serves files alone.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        chunkSizeWarningLimit: 2000,
      },
    };
  },
};

export const MAIN = nodeTarget('main', 'src-main/shell/main.ts');
export const CARD_HOST = nodeTarget('card-host', 'src-main/card-host/host-process.ts');
const PKCS11 = nodeTarget('pkcs11', 'src-main/pkcs11/pkcs11-process.ts');
const KEYRING = nodeTarget('keyring', 'src-main/keyring/keyring-process.ts');

/** The thread of the local copy, with the engine that this Electron can have. */
function localStore(electron: string | null): BuildTarget {
  const engine = sqliteEngine(electron);
  const target = nodeTarget('local-store', 'src-main/local-store/store-thread.ts');
  return { ...target, variant: engine.module, config: (outDir) => ({ ...target.config(outDir), plugins: [...engine.plugins] }) };
}

/**
 * The application: `dist/<name>/…`, with package.json's `main` in `dist/main`.
 * @param electron version of the runtime it is for; null: what ships
 */
export const targetsFor = (electron: string | null): readonly BuildTarget[] => [MAIN, CARD_HOST, PKCS11, KEYRING, localStore(electron), preload, renderer];

export const distOf = (target: BuildTarget): string => join('dist', target.name);
