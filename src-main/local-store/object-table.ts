import type { FeedItem } from '../ports/change-feed.ts';
import type { StoreBatch, StoredObject, SyncMark } from '../ports/local-store.ts';
import type { Sealer } from './seal.ts';
import { asStoreProblem, transaction, type Sqlite } from './sqlite.ts';

/** Rows of one answer, and items of one transaction. */
const PAGE = 250;
export const BATCH_MAX = 500;

interface ObjectRow {
  readonly kind: string;
  readonly id: string;
  readonly revision: number;
  readonly updated_at: number;
  readonly sealed: Uint8Array;
}

/** Objects as the authority has them, and how far the feed was read. */
export function objectTable(db: Sqlite, sealer: Sealer) {
  const put = db.prepare(`
    insert into objects (kind, id, revision, updated_at, sealed) values (?, ?, ?, ?, ?)
    on conflict (kind, id) do update set revision = excluded.revision, updated_at = excluded.updated_at, sealed = excluded.sealed
    where excluded.revision > objects.revision`);
  const page = db.prepare<unknown[], ObjectRow>('select * from objects where kind = ? and id > ? and sealed is not null order by id limit ?');
  const one = db.prepare<unknown[], ObjectRow>('select * from objects where kind = ? and id = ? and sealed is not null');
  const move = db.prepare('update sync set cursor = ?, synced_at = coalesce(?, synced_at) where id = ?');
  const mark = db.prepare<unknown[], { readonly cursor: string | null; readonly synced_at: number | null }>('select cursor, synced_at from sync');

  // All that is in clear is bound to what is sealed: a changed column does not open.
  const placeOf = (kind: string, id: string, revision: number, at: number) => ['objects', kind, id, revision, at] as const;
  const objectOf = ({ kind, id, revision, updated_at, sealed }: ObjectRow): StoredObject => {
    return { kind, id, revision, at: updated_at, data: sealer.open(sealed, placeOf(kind, id, revision, updated_at)) };
  };
  /** Inside a transaction of the caller's. */
  const takeOver = (items: readonly FeedItem[]): void => {
    for (const { kind, id, revision, at, data } of items) {
      put.run([kind, id, revision, at, data === null ? null : sealer.seal(data, placeOf(kind, id, revision, at))]);
    }
  };

  return {
    takeOver,
    /** @returns at most 250 objects whose ids come after `after`; fewer: there are no more */
    page: (kind: string, after: string): { readonly objects: readonly StoredObject[]; readonly more: boolean } => {
      const objects = asStoreProblem(() => page.all([kind, after, PAGE])).map(objectOf);
      return { objects, more: objects.length === PAGE };
    },
    read: (kind: string, id: string): StoredObject | null => {
      const row = asStoreProblem(() => one.get([kind, id]));
      return row === undefined ? null : objectOf(row);
    },
    /** One transaction: rows and cursor agree whatever happens. `cursor` null leaves it where it is. */
    apply: ({ items, cursor, upToDateAt }: Omit<StoreBatch, 'cursor'> & { readonly cursor: string | null }): void =>
      transaction(db, () => {
        takeOver(items);
        if (cursor !== null) move.run([cursor, upToDateAt, 1]);
      }),
    mark: (): SyncMark => {
      const row = asStoreProblem(() => mark.get());
      return { cursor: row?.cursor ?? null, syncedAt: row?.synced_at ?? null };
    },
  };
}
