import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CACHE_FOLDER } from './electron-runtime/cache.ts';
import { installedElectron } from './electron-runtime/installed-electron.ts';
import { cachedOfflineArchive, offlineArchive, offlineArchiveFits } from './electron-runtime/offline-archive.ts';
import { officialDownload } from './electron-runtime/official-download.ts';
import type { ElectronRuntime, Say } from './electron-runtime/runtime.ts';

export type { ElectronRuntime, Say };

/** A download that failed is not tried again for this long while the offline archive is at hand, in milliseconds. */
const RETRY_DOWNLOAD_AFTER = 24 * 60 * 60 * 1000;
const FAILED_DOWNLOAD = path.join(CACHE_FOLDER, 'electron-download-failed');

/**
 * An Electron that can be started here, fetched when there is none. In this order: the folder in
 * `ELECTRON_OVERRIDE_DIST_PATH`, the npm package's own, the official release, the offline archive (Linux x86-64).
 * @param say is told in one line which one it is, and one line for each attempt that failed.
 * @throws Error when none can be had.
 */
export async function findElectron(say: Say = console.log): Promise<ElectronRuntime> {
  const runtime = installedElectron() ?? (await recentFallback()) ?? (await download(say)) ?? (await offlineArchive(say));
  say(`Electron ${runtime.version} (${runtime.source})`);
  return runtime;
}

async function recentFallback(): Promise<ElectronRuntime | null> {
  const failed = statSync(FAILED_DOWNLOAD, { throwIfNoEntry: false });
  if (failed === undefined || Date.now() - failed.mtimeMs > RETRY_DOWNLOAD_AFTER) return null;
  return cachedOfflineArchive();
}

async function download(say: Say): Promise<ElectronRuntime | null> {
  const outcome = await officialDownload();
  if (outcome.kind === 'done') return outcome.runtime;
  if (!offlineArchiveFits) throw new Error(`Electron could not be downloaded (${outcome.reason})`);
  say(`Electron: the official download failed (${outcome.reason})`);
  mkdirSync(CACHE_FOLDER, { recursive: true });
  writeFileSync(FAILED_DOWNLOAD, `${outcome.reason}\n`);
  return null;
}
