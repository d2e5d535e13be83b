import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { ElectronRuntime } from './runtime.ts';

/** Folder of the npm package `electron`: types and an installer, the binary comes later (see official-download.ts). */
export const ELECTRON_PACKAGE = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'));

const EXECUTABLES: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'electron',
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

/** The Electron in a `dist` folder (a `version` file and the executable), or null when one of the two is missing. */
export function electronIn(dist: string): ElectronRuntime | null {
  const name = EXECUTABLES[process.platform];
  const versionFile = path.join(dist, 'version');
  if (name === undefined || !existsSync(versionFile)) return null;
  const executable = path.join(dist, name);
  if (!existsSync(executable)) return null;
  const version = readFileSync(versionFile, 'utf8').trim().replace(/^v/u, '');
  return { executable, version, source: 'installed' };
}

/**
 * The Electron that is already there: the folder named by `ELECTRON_OVERRIDE_DIST_PATH`, else the npm package's own.
 * @throws Error when the variable is set and its folder holds no Electron: a wish that cannot be met is not passed over.
 */
export function installedElectron(): ElectronRuntime | null {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override === undefined || override === '') return electronIn(path.join(ELECTRON_PACKAGE, 'dist'));
  const found = electronIn(path.resolve(override));
  if (found === null) throw new Error('ELECTRON_OVERRIDE_DIST_PATH names a folder without an Electron (executable and version file).');
  return found;
}
