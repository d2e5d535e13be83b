import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';

/** Makes a small private file, mode 0600: a reader sees all of it or none, and of several writers the first one's stays. */
export function writeNew(file: string, content: string): void {
  const temporary = writeBeside(file, content);
  try {
    // A link, unlike a rename, does not take the place of what is there.
    linkSync(temporary, file);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : '';
    if (code === 'EEXIST') return;
    // A file system without links: the last writer's stays.
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
  syncFolder(file);
}

/** Puts a private file in the place of one that is there: after a crash there is the old one or the new one, whole. */
export function replaceFile(file: string, content: string): void {
  const temporary = writeBeside(file, content);
  try {
    renameSync(temporary, file);
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw thrown;
  }
  syncFolder(file);
}

/** @returns path of a temporary file that is on the disk. */
function writeBeside(file: string, content: string): string {
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}.new`;
  const descriptor = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return temporary;
}

/** A name is on the disk once its folder is (fsync(2)); Windows has no such call. */
function syncFolder(file: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
