import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import SqliteDatabase from 'better-sqlite3';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { ErrorCode } from '../../src-shared/errors/error-table.ts';

export type Sqlite = SqliteDatabase.Database;

/** How long another process may hold the file before it is called busy, in milliseconds. This thread waits, no window does. */
const BUSY_MS = 2_000;

/**
 * Opens a file, or `:memory:`, for this process alone: in exclusive mode a second one finds it busy, and WAL needs no shared memory.
 * A commit is in the file's log when it is told: it outlives the program. `durably` makes it outlive the machine.
 * @param addon native part of better-sqlite3; null: where its package has it
 * @throws AppError as `asStoreProblem`
 */
export function openSqlite(file: string, addon: string | null): Sqlite {
  return asStoreProblem(() => {
    const db = new SqliteDatabase(file, { timeout: BUSY_MS, ...bindingOf(addon) });
    try {
      db.pragma('locking_mode = EXCLUSIVE');
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = NORMAL');
      db.pragma('trusted_schema = OFF');
      db.pragma('cell_size_check = ON');
      // What was deleted is overwritten.
      db.pragma('secure_delete = ON');
      // Takes the lock, and finds out whether the file can be written.
      db.exec('begin exclusive; commit');
      return db;
    } catch (thrown) {
      db.close();
      throw thrown;
    }
  });
}

/**
 * What a file holds, in memory: for a disk that cannot be written. Null where it cannot be had: a log beside it, whose pages it lacks.
 * (SQLite, "Database File Format" 1.3.3: both version numbers 1 in place of 2, which stand for WAL.)
 */
export function openInMemory(file: string, addon: string | null): Sqlite | null {
  // The stand-in for the older Electron cannot.
  if (!('serialize' in SqliteDatabase.prototype)) return null;
  if ((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return null;
  const bytes = readFileSync(file);
  bytes.fill(1, 18, 20);
  return asStoreProblem(() => new SqliteDatabase(bytes, bindingOf(addon)));
}

/** All of `work`, or nothing of it. */
export function transaction<T>(db: Sqlite, work: () => T): T {
  return asStoreProblem(() => {
    db.exec('begin immediate');
    try {
      const value = work();
      db.exec('commit');
      return value;
    } catch (thrown) {
      if (db.inTransaction) db.exec('rollback');
      throw thrown;
    }
  });
}

/** A transaction that is on the disk when it returns: what a person did offline outlives a power cut. */
export function durably<T>(db: Sqlite, work: () => T): T {
  db.pragma('synchronous = FULL');
  try {
    return transaction(db, work);
  } finally {
    db.pragma('synchronous = NORMAL');
  }
}

/** SQLite, "Result and Error Codes"; extended codes begin with their primary one. */
const PROBLEMS: readonly (readonly [RegExp, ErrorCode])[] = [
  [/^SQLITE_(?:CORRUPT|NOTADB|FORMAT|IOERR_SHORT_READ|IOERR_CORRUPTFS|IOERR_DATA)/u, 'localCopyDamaged'],
  [/^SQLITE_FULL/u, 'localCopyFull'],
  [/^SQLITE_READONLY/u, 'localCopyReadOnly'],
  [/^SQLITE_(?:BUSY|LOCKED)/u, 'localCopyBusy'],
  [/^SQLITE_(?:CANTOPEN|IOERR|PERM|AUTH|PROTOCOL|NOLFS)/u, 'localCopyUnavailable'],
];

/** @throws AppError for what the file or the disk did; anything else is a bug and thrown as it is */
export function asStoreProblem<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
    const known = PROBLEMS.find(([pattern]) => pattern.test(code));
    throw known === undefined ? thrown : new AppError(known[1], { sqlite: code }, thrown);
  }
}

/** @throws AppError localCopyUnavailable when the engine is not there or this runtime cannot load it */
function bindingOf(addon: string | null): { readonly nativeBinding?: string } {
  if (addon === null) return {};
  try {
    return { nativeBinding: createRequire(import.meta.url)(addon) as string };
  } catch (thrown) {
    throw new AppError('localCopyUnavailable', {}, thrown);
  }
}
