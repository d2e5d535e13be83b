import process from 'node:process';
import type { Plugin } from 'vite';

/** Node-API 10, which better-sqlite3 13 needs, came with Node 22.14: with Electron 35. */
const FIRST_ELECTRON = 35;
const LOADER = '\0libsql-loader';

export interface SqliteEngine {
  /** What `better-sqlite3` is in the bundle. */
  readonly module: 'better-sqlite3' | 'libsql';
  /** Its native part, as its package brings it for this system; becomes `dist/native/sqlite.node`. */
  readonly native: string;
  readonly plugins: readonly Plugin[];
}

/**
 * The engine of the local copy. For what ships, and any Electron that can have it: better-sqlite3. Only a bundle for the stand-in of
 * docs/adr/0006 has libsql under its name.
 * @param electron version of the runtime the bundle is for; null: what ships
 */
export function sqliteEngine(electron: string | null): SqliteEngine {
  if (electron === null || Number(electron.split('.')[0]) >= FIRST_ELECTRON) {
    return { module: 'better-sqlite3', native: `node_modules/better-sqlite3/prebuilds/${process.platform}-${process.arch}.node`, plugins: [] };
  }
  return { module: 'libsql', native: `node_modules/@libsql/${process.platform}-${process.arch}-gnu/index.node`, plugins: [libsqlInPlace()] };
}

/** libsql looks for its native part in a package; a bundle has none. Its own door for developers leads to the file beside the bundle. */
function libsqlInPlace(): Plugin {
  return {
    name: 'libsql-in-place-of-better-sqlite3',
    enforce: 'pre',
    config: () => ({ define: { 'process.env.LIBSQL_JS_DEV': '"1"', __dirname: '""' } }),
    async resolveId(source, importer) {
      if (source === 'better-sqlite3') return this.resolve('libsql', importer, { skipSelf: true });
      return source === '@neon-rs/load' ? LOADER : null;
    },
    load: (id) =>
      id === LOADER
        ? "import { createRequire } from 'node:module'; export const load = () => createRequire(import.meta.url)('../native/sqlite.node'); export const currentTarget = () => '';"
        : null,
  };
}
