import type { Selectable } from 'kysely';
import type { OutboxTable } from '../db/schema.ts';
import type { Queryable, Trx } from './queryable.ts';

export type OutboxRow = Readonly<Selectable<OutboxTable>>;

export async function insertOutbox(trx: Trx, row: Pick<OutboxRow, 'id' | 'kind' | 'created_at' | 'payload'>): Promise<void> {
  await trx
    .insertInto('outbox')
    .values({ ...row, failures: 0, next_at: row.created_at, sent_at: null })
    .execute();
}

export async function dueOutbox(db: Queryable, now: number, limit: number): Promise<readonly OutboxRow[]> {
  return db
    .selectFrom('outbox')
    .selectAll()
    .where('sent_at', 'is', null)
    .where('next_at', '<=', now)
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Sent: the payload, which may hold a link, does not stay. */
export async function markSent(db: Queryable, id: string, now: number): Promise<void> {
  await db.updateTable('outbox').set({ sent_at: now, payload: null }).where('id', '=', id).execute();
}

export async function markFailed(db: Queryable, id: string, failures: number, nextAt: number): Promise<void> {
  await db.updateTable('outbox').set({ failures, next_at: nextAt }).where('id', '=', id).execute();
}
