import type { Draft } from '../ports/local-store.ts';
import type { Sealer } from './seal.ts';
import { asStoreProblem, durably, type Sqlite } from './sqlite.ts';

interface DraftRow {
  readonly key: string;
  readonly updated_at: number;
  readonly sealed: Uint8Array;
}

const placeOf = (key: string) => ['drafts', key] as const;

export const DRAFT_ROWS = 'select * from drafts order by key';
export const draftOf = ({ key, updated_at, sealed }: DraftRow, sealer: Sealer): Draft => ({ key, updatedAt: updated_at, data: sealer.open(sealed, placeOf(key)) });

/** What a person has begun to write; nothing secret is ever in it. */
export function draftTable(db: Sqlite, sealer: Sealer) {
  const all = db.prepare<unknown[], DraftRow>(DRAFT_ROWS);
  const put = db.prepare('insert into drafts (key, updated_at, sealed) values (?, ?, ?) on conflict (key) do update set updated_at = excluded.updated_at, sealed = excluded.sealed');
  const remove = db.prepare('delete from drafts where key = ? and updated_at > ?');
  /** Inside a transaction of the caller's. */
  const restore = ({ key, updatedAt, data }: Draft): void => void put.run([key, updatedAt, sealer.seal(data, placeOf(key))]);
  return {
    restore,
    drafts: (): readonly Draft[] => asStoreProblem(() => all.all()).map((row) => draftOf(row, sealer)),
    saveDraft: (draft: Draft): void => durably(db, () => restore(draft)),
    removeDraft: (key: string): void => durably(db, () => void remove.run([key, -1])),
  };
}
