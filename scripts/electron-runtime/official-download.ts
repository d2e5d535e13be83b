import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ELECTRON_PACKAGE, electronIn } from './installed-electron.ts';
import type { ElectronRuntime } from './runtime.ts';

/** A slow line may take its time; a line on which nothing arrives for this long is given up, in milliseconds. */
const STALLED_AFTER = 20_000;

export type DownloadOutcome =
  | { readonly kind: 'done'; readonly runtime: ElectronRuntime }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Runs the installer that comes with the npm package `electron`: it downloads the release and checks its checksum.
 * A refused network fails at once, a silent one after `STALLED_AFTER`.
 */
export async function officialDownload(): Promise<DownloadOutcome> {
  const temporary = mkdtempSync(path.join(tmpdir(), 'clavis-electron-'));
  try {
    const failure = await runInstaller(temporary);
    if (failure !== null) return { kind: 'failed', reason: failure };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  const found = electronIn(path.join(ELECTRON_PACKAGE, 'dist'));
  if (found === null) return { kind: 'failed', reason: 'the installer left no executable' };
  return { kind: 'done', runtime: { ...found, source: 'official download' } };
}

/** Null on success, else what failed in a few words. */
async function runInstaller(temporary: string): Promise<string | null> {
  const installer = spawn(process.execPath, [path.join(ELECTRON_PACKAGE, 'install.js')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    // The installer puts the growing file into the temporary folder: that is how progress is seen from outside.
    env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary, ELECTRON_GET_NO_PROGRESS: '1' },
  });
  let complaint = '';
  installer.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(0, 4000);
  });
  let stalled = false;
  let seen = -1;
  const watch = setInterval(() => {
    const size = sizeOf(temporary);
    if (size > seen) {
      seen = size;
      return;
    }
    stalled = true;
    installer.kill();
  }, STALLED_AFTER);
  const code = await new Promise<number | null>((resolve) => {
    installer.once('error', () => resolve(null));
    installer.once('close', resolve);
  });
  clearInterval(watch);
  if (stalled) return `nothing arrived for ${STALLED_AFTER / 1000} s`;
  if (code === 0) return null;
  return complaint.split('\n').find((line) => line.trim() !== '')?.trim() ?? `the installer ended with ${code ?? 'an error'}`;
}

function sizeOf(folder: string): number {
  let size = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    size += statSync(path.join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return size;
}
