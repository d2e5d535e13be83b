import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';

const WAIT_MS = 10_000;
const PAUSE_MS = 10;

/**
 * Works while no other process, and nobody else in this one, holds the lock of `file`, which is made where there is none and stays
 * empty. The lock is SQLite's on an empty database: the kernel takes it back when its holder dies, so that it never has to be broken.
 * @throws Error when somebody else held it for ten seconds
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  makeLockFile(file);
  const database = new Database(file, { timeout: 0 });
  try {
    await takeLock(database);
    return await work();
  } finally {
    database.close();
  }
}

/** Only where there is none: to close a second descriptor of a file would drop this process's locks on it (fcntl(2)). */
function makeLockFile(file: string): void {
  if (existsSync(file)) return;
  try {
    writeFileSync(file, '', { flag: 'wx', mode: 0o600 });
  } catch (thrown) {
    if (codeOf(thrown) !== 'EEXIST') throw thrown;
  }
}

async function takeLock(database: Database.Database): Promise<void> {
  const deadline = performance.now() + WAIT_MS;
  for (;;) {
    try {
      database.exec('BEGIN EXCLUSIVE');
      return;
    } catch (thrown) {
      if (codeOf(thrown) !== 'SQLITE_BUSY') throw thrown;
      if (performance.now() > deadline) throw new Error('another program holds the lock for too long', { cause: thrown });
      await setTimeout(PAUSE_MS);
    }
  }
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : null;
}
