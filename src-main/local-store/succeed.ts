import { closeSync, openSync } from 'node:fs';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Draft, QueuedChange, SetAside } from '../ports/local-store.ts';
import { DRAFT_ROWS, draftOf, draftTable } from './draft-table.ts';
import { metaTable } from './meta-table.ts';
import { migrate } from './migrate.ts';
import type { OpenStore } from './open-request.ts';
import { changeOf, OUTBOX_ROWS, outboxTable } from './outbox-table.ts';
import { sealerOf, type Sealer } from './seal.ts';
import { durably, openSqlite, type Sqlite } from './sqlite.ts';
import { asideName, promoteSuccessor, removeWith, setAside, storeFile, successorFile } from './store-files.ts';

/** What could be read of a file that is given up. */
interface Salvage {
  readonly changes: readonly QueuedChange[];
  readonly drafts: readonly Draft[];
  readonly changesLost: number | null;
}

/**
 * Sets the file of an account aside and puts another in its place, with the changes and drafts that can be read. The successor is
 * written whole before anything moves: killed anywhere, either the old file is there or the new one is (`prepareFolder`).
 */
export function succeed(open: OpenStore, key: Uint8Array, why: SetAside['why']): void {
  const sealer = sealerOf(key);
  const { changes, drafts, changesLost } = why === 'damaged' ? salvageOf(open, sealer) : { changes: [], drafts: [], changesLost: countOf(open) };
  const aside = asideName(open.folder, open.name, open.now);
  const successor = successorFile(open.folder, open.name);
  removeWith(successor);
  closeSync(openSync(successor, 'wx', 0o600));
  const db = openSqlite(successor, open.addon);
  try {
    migrate(db);
    const meta = metaTable(db);
    meta.keyFits(sealer);
    durably(db, () => {
      const outbox = outboxTable(db, sealer, () => undefined);
      for (const change of changes) outbox.restore(change);
      const table = draftTable(db, sealer);
      for (const draft of drafts) table.restore(draft);
      meta.noteSetAside({ why, at: open.now, file: aside, changesKept: changes.length, changesLost });
    });
  } finally {
    // The log goes into the file: it moves alone.
    db.close();
  }
  setAside(open.folder, open.name, aside);
  promoteSuccessor(open.folder, open.name);
}

/** Row by row: one that cannot be read takes no other with it. */
function salvageOf(open: OpenStore, sealer: Sealer): Salvage {
  return (
    withFile(open, (db) => {
      const changes = readable(db, OUTBOX_ROWS, (row: Parameters<typeof changeOf>[0]) => changeOf(row, sealer));
      const drafts = readable(db, DRAFT_ROWS, (row: Parameters<typeof draftOf>[0]) => draftOf(row, sealer));
      return { changes: changes.read, drafts: drafts.read, changesLost: changes.cut ? null : changes.lost };
    }) ?? { changes: [], drafts: [], changesLost: null }
  );
}

const countOf = (open: OpenStore): number | null =>
  withFile(open, (db) => db.prepare<unknown[], { readonly count: number }>('select count(*) as count from outbox').get()?.count ?? null);

function withFile<T>(open: OpenStore, work: (db: Sqlite) => T): T | null {
  let db: Sqlite | null = null;
  try {
    db = openSqlite(storeFile(open.folder, open.name), open.addon);
    return work(db);
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  } finally {
    db?.close();
  }
}

function readable<T>(db: Sqlite, query: string, of: (row: never) => T): { readonly read: readonly T[]; readonly lost: number; readonly cut: boolean } {
  const read: T[] = [];
  let lost = 0;
  try {
    for (const row of db.prepare<unknown[], never>(query).iterate()) {
      try {
        read.push(of(row));
      } catch (error) {
        if (!isUnreadable(error)) throw error;
        lost++;
      }
    }
    return { read, lost, cut: false };
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return { read, lost, cut: true };
  }
}

/** SQLite's own words for a broken file or a missing table, or a seal that does not open. */
const isUnreadable = (error: unknown): boolean =>
  error instanceof AppError
    ? error.code === 'localCopyDamaged'
    : error instanceof Error && 'code' in error && /^SQLITE_(?:CORRUPT|NOTADB|ERROR|FORMAT|IOERR|MISMATCH)/u.test(String(error.code));
