import { createHash } from 'node:crypto';
import { chmodSync, closeSync, existsSync, fstatSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreAccount } from '../ports/local-store.ts';

/** Beside the file itself: the log of WAL, its index (not made in exclusive mode), the journal of a file that is being converted. */
const COMPANIONS = ['-wal', '-shm', '-journal'] as const;
const SUFFIX = '.account';
const ASIDE = '.set-aside-';
const WIPING = '.wiping';
const CHUNK = 1 << 20;

/** Tells neither who nor where: SHA-256 over account and origin, the first 32 hex digits. */
export const storeName = (account: StoreAccount): string =>
  createHash('sha256').update(JSON.stringify([account.origin, account.accountId])).digest('hex').slice(0, 32);

export const storeFile = (folder: string, name: string): string => join(folder, `${name}${SUFFIX}`);
/** A successor that is not in its place yet. */
export const successorFile = (folder: string, name: string): string => `${storeFile(folder, name)}.new`;

/** The folder, this person's alone; what a crash left of a wiping is finished, and a successor that is whole takes its place. */
export function prepareFolder(folder: string, name: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  for (const file of readdirSync(folder).filter((entry) => entry.includes(WIPING))) shred(join(folder, file));
  const file = storeFile(folder, name);
  const successor = successorFile(folder, name);
  if (!existsSync(successor)) return;
  // Its predecessor is set aside only once the successor is written: beside one that is still there it may be half of one.
  if (existsSync(file)) removeWith(successor);
  else renameSync(successor, file);
}

/** A name that is free, with the date. */
export function asideName(folder: string, name: string, now: number): string {
  const date = new Date(now).toISOString().replace(/[-:]|\.\d+/gu, '');
  const first = `${name}${SUFFIX}${ASIDE}${date}`;
  let aside = first;
  for (let count = 2; existsSync(join(folder, aside)); count++) aside = `${first}-${count}`;
  return aside;
}

/** Puts a file and its log aside; the file last: while it is there, the successor waits. */
export function setAside(folder: string, name: string, aside: string): void {
  const file = storeFile(folder, name);
  for (const companion of [...COMPANIONS, '']) if (existsSync(file + companion)) renameSync(file + companion, join(folder, aside + companion));
  syncFolder(folder);
}

/** Puts the successor in the place that is free now. */
export function promoteSuccessor(folder: string, name: string): void {
  renameSync(successorFile(folder, name), storeFile(folder, name));
  syncFolder(folder);
}

export function removeWith(file: string): void {
  for (const companion of ['', ...COMPANIONS]) rmSync(file + companion, { force: true });
}

/**
 * All files of one account: renamed first, so that a crash in the middle leaves none that is taken for a copy, then overwritten once and
 * removed. A disk that writes elsewhere (SSD, snapshots) keeps the old blocks: what they hold is sealed, and its key is gone.
 */
export function wipeFiles(folder: string, name: string): void {
  if (!existsSync(folder)) return;
  const files = readdirSync(folder).filter((entry) => entry.startsWith(`${name}${SUFFIX}`));
  for (const file of files) if (!file.includes(WIPING)) renameSync(join(folder, file), join(folder, `${file}${WIPING}`));
  syncFolder(folder);
  for (const file of readdirSync(folder)) if (file.includes(WIPING)) shred(join(folder, file));
}

/** The log of a copy that is still open, which SQLite removes as it is when it closes. The copy is good for nothing afterwards. */
export function overwriteLog(folder: string, name: string): void {
  const log = `${storeFile(folder, name)}-wal`;
  if (existsSync(log)) overwrite(log);
}

function shred(path: string): void {
  overwrite(path);
  rmSync(path);
}

function overwrite(path: string): void {
  const descriptor = openSync(path, 'r+');
  try {
    const { size } = fstatSync(descriptor);
    const zeros = new Uint8Array(Math.min(CHUNK, size));
    for (let at = 0; at < size; at += zeros.length) writeSync(descriptor, zeros, 0, Math.min(zeros.length, size - at), at);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A rename is on the disk once its folder is; Windows has no such call. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
