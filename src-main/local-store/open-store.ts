import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { SetAside, StorePlace } from '../ports/local-store.ts';
import { metaTable } from './meta-table.ts';
import { migrate, schemaState } from './migrate.ts';
import type { OpenStore } from './open-request.ts';
import { KEY_BYTES, sealerOf } from './seal.ts';
import { openInMemory, openSqlite, type Sqlite } from './sqlite.ts';
import { storeCore, type StoreCore } from './store-core.ts';
import { prepareFolder, storeFile } from './store-files.ts';
import { succeed } from './succeed.ts';

/** Where a file that cannot be opened for writing leaves the copy. */
const IN_MEMORY = {
  localCopyReadOnly: 'readOnly',
  localCopyFull: 'full',
  localCopyBusy: 'busy',
  localCopyUnavailable: 'unavailable',
} as const satisfies Partial<Record<AppError['code'], Extract<StorePlace, { place: 'memory' }>['why']>>;

/**
 * Opens the copy of an account, whatever became of its file. Nothing is deleted: a file that is damaged, newer, or whose key is gone is
 * set aside, and another begun.
 * @throws AppError localCopyUnavailable when the engine cannot be loaded
 */
export function openStore(open: OpenStore): StoreCore {
  if (open.key === null) return inMemory(open, randomBytes(KEY_BYTES), null, 'noKeyring');
  try {
    return onDisk(open, open.key);
  } catch (error) {
    const why = whyMemory(error);
    return inMemory(open, open.key, why === 'readOnly' || why === 'full' ? storeFile(open.folder, open.name) : null, why);
  }
}

function onDisk(open: OpenStore, key: Uint8Array): StoreCore {
  prepareFolder(open.folder, open.name);
  const file = storeFile(open.folder, open.name);
  if (existsSync(file)) {
    const found = open.keyIsNew ? 'keyLost' : open.distrust === true ? 'damaged' : goOnWith(file, key, open.addon);
    if (typeof found !== 'string') return found;
    succeed(open, key, found);
  } else closeSync(openSync(file, 'wx', 0o600));
  const begun = goOnWith(file, key, open.addon);
  if (typeof begun === 'string') throw new AppError('localCopyUnavailable');
  return begun;
}

/** The copy in this file, or why it cannot be gone on with. */
function goOnWith(file: string, key: Uint8Array, addon: string | null): StoreCore | SetAside['why'] {
  let db: Sqlite | null = null;
  let kept = false;
  try {
    chmodSync(file, 0o600);
    db = openSqlite(file, addon);
    const schema = schemaState(db);
    if (schema !== 'current') return schema === 'newer' ? 'newer' : 'damaged';
    if (!isWhole(db)) return 'damaged';
    migrate(db);
    if (!isComplete(db)) return 'damaged';
    const sealer = sealerOf(key);
    if (!metaTable(db).keyFits(sealer)) return 'keyLost';
    const core = storeCore(db, sealer, { place: 'disk' });
    kept = true;
    return core;
  } catch (error) {
    if (isDamage(error)) return 'damaged';
    throw error;
  } finally {
    if (!kept) db?.close();
  }
}

/** Pages, order of the keys and their number; not what is in them, which its seal tells when it is read. */
const isWhole = (db: Sqlite): boolean => db.prepare<unknown[], { readonly quick_check: string }>('pragma quick_check(1)').get()?.quick_check === 'ok';

/** No object is missing from its kind. */
const isComplete = (db: Sqlite): boolean =>
  db
    .prepare(
      `select 1 from (select kind, count(*) as live from objects where sealed is not null group by kind) as found
       full join kinds on kinds.kind = found.kind where coalesce(found.live, 0) <> coalesce(kinds.live, -1) limit 1`,
    )
    .get() === undefined;

/** A file that lacks its tables is damaged as much as one whose pages are. */
const isDamage = (error: unknown): boolean =>
  error instanceof AppError ? error.code === 'localCopyDamaged' : error instanceof Error && 'code' in error && error.code === 'SQLITE_ERROR';

function take(db: Sqlite, key: Uint8Array, where: StorePlace): StoreCore | null {
  try {
    migrate(db);
    const sealer = sealerOf(key);
    if (metaTable(db).keyFits(sealer)) return storeCore(db, sealer, where);
  } catch (error) {
    db.close();
    throw error;
  }
  db.close();
  return null;
}

function whyMemory(error: unknown): Extract<StorePlace, { place: 'memory' }>['why'] {
  if (error instanceof AppError && Object.hasOwn(IN_MEMORY, error.code)) return IN_MEMORY[error.code as keyof typeof IN_MEMORY];
  const code = error instanceof Error && 'code' in error ? error.code : '';
  // The folder itself, not its database.
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return 'readOnly';
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return 'full';
  if (typeof code === 'string' && /^E[A-Z]+$/u.test(code)) return 'unavailable';
  throw error;
}

/** @param file begins with what it holds, where that can be read */
function inMemory(open: OpenStore, key: Uint8Array, file: string | null, why: Extract<StorePlace, { place: 'memory' }>['why']): StoreCore {
  const where: StorePlace = { place: 'memory', why };
  const held = file === null || !existsSync(file) || open.keyIsNew ? null : heldBy(file, key, open.addon, where);
  if (held !== null) return held;
  const core = take(openSqlite(':memory:', open.addon), key, where);
  if (core === null) throw new AppError('localCopyUnavailable');
  return core;
}

function heldBy(file: string, key: Uint8Array, addon: string | null, where: StorePlace): StoreCore | null {
  try {
    const db = openInMemory(file, addon);
    if (db === null) return null;
    if (schemaState(db) === 'current' && isWhole(db) && isComplete(db)) return take(db, key, where);
    db.close();
    return null;
  } catch (error) {
    if (isDamage(error)) return null;
    throw error;
  }
}
