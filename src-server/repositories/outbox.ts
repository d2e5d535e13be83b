import type { Selectable } from 'kysely';
import type { OutboxTable } from '../db/schema.ts';
import type { Queryable, Trx } from './queryable.ts';

/** A mail that one dispatcher has alone until `leased_until`. */
export type OutboxRow = Readonly<Selectable<OutboxTable>>;

export async function insertOutbox(trx: Trx, row: Pick<OutboxRow, 'id' | 'kind' | 'created_at' | 'payload'>): Promise<void> {
  await trx
    .insertInto('outbox')
    .values({ ...row, failures: 0, next_at: row.created_at, leased_until: null, sent_at: null })
    .execute();
}

/**
 * Takes the oldest mail that is due and that nobody has. The taking is one statement: of any number of dispatchers one gets
 * it, the others read `taken` and look for the next.
 */
export async function claimOutbox(db: Queryable, now: number, leaseMs: number): Promise<OutboxRow | 'taken' | null> {
  const due = await db
    .selectFrom('outbox')
    .select('id')
    .where('sent_at', 'is', null)
    .where('next_at', '<=', now)
    .where((or) => or.or([or('leased_until', 'is', null), or('leased_until', '<=', now)]))
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  if (due === undefined) return null;
  const claimed = await db
    .updateTable('outbox')
    .set({ leased_until: now + leaseMs })
    .where('id', '=', due.id)
    .where('sent_at', 'is', null)
    .where((or) => or.or([or('leased_until', 'is', null), or('leased_until', '<=', now)]))
    .returningAll()
    .executeTakeFirst();
  return claimed ?? 'taken';
}

/** Sent: the payload, which may hold a link, does not stay. */
export async function markSent(db: Queryable, id: string, now: number): Promise<void> {
  await db.updateTable('outbox').set({ sent_at: now, payload: null, leased_until: null }).where('id', '=', id).execute();
}

/** Gives the mail back for a later try, unless its lease ran out and somebody else has it by now. */
export async function markFailed(db: Queryable, row: Pick<OutboxRow, 'id' | 'leased_until'>, failures: number, nextAt: number): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ failures, next_at: nextAt, leased_until: null })
    .where('id', '=', row.id)
    .where('leased_until', '=', row.leased_until)
    .execute();
}
