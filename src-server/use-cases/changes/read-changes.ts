import type { ChangeItem, ChangeKind, ChangesReply, ChangesRequest } from '../../../src-shared/http/changes.ts';
import type { Deps } from '../../deps.ts';
import { listChanges, readChangeHead, type Change } from '../../repositories/changes.ts';
import type { Queryable } from '../../repositories/queryable.ts';
import { readChangeCursor, writeChangeCursor } from './change-cursor.ts';
import { OBJECT_READERS, type ReadingDeps } from './object-readers.ts';

/**
 * A page of what changed of an account, all of it as it was at one moment. An object that changes while pages are read comes again later.
 * @throws AppError cursorUnknown
 */
export async function readChanges(deps: ReadingDeps & Pick<Deps, 'db'>, accountId: string, { cursor, limit }: ChangesRequest): Promise<ChangesReply> {
  return deps.db
    .transaction()
    .setAccessMode('read only')
    .execute(async (trx) => {
      const head = await readChangeHead(trx);
      const after = readChangeCursor(cursor, head, accountId);
      const rows = await listChanges(trx, accountId, after, limit + 1);
      const page = rows.slice(0, limit);
      const upToDate = rows.length <= limit;
      // Up to date: no later row of this account has a number below the head's.
      const next = upToDate ? head.seq : (page.at(-1)?.seq ?? after);
      return { items: await itemsOf(deps, trx, accountId, page), next: writeChangeCursor(head, accountId, next), upToDate };
    });
}

async function itemsOf(deps: ReadingDeps, db: Queryable, accountId: string, page: readonly Change[]): Promise<ChangeItem[]> {
  const found = new Map<ChangeKind, ReadonlyMap<string, unknown>>();
  for (const [kind, rows] of Map.groupBy(page, (row) => row.kind)) found.set(kind, await OBJECT_READERS[kind](deps, db, accountId, rows.map((row) => row.object_id)));
  // Each reader is the one of its kind, so are its objects.
  return page.map(({ kind, object_id: id, seq, at }) => ({ kind, id, revision: seq, at, data: found.get(kind)?.get(id) ?? null }) as ChangeItem);
}
