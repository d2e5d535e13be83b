import type { Selectable } from 'kysely';
import type { OutboxTable } from '../db/tables/operations.ts';
import type { Queryable, Trx } from './queryable.ts';

/** A mail that one dispatcher has alone until `leased_until`. */
export type OutboxRow = Readonly<Selectable<OutboxTable>>;

export async function insertOutbox(trx: Trx, row: Pick<OutboxRow, 'id' | 'kind' | 'created_at' | 'payload' | 'expires_at'>): Promise<void> {
  await trx
    .insertInto('outbox')
    .values({ ...row, failures: 0, next_at: row.created_at, leased_until: null, sent_at: null, ended_at: null, end_reason: null })
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
    .where('ended_at', 'is', null)
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
    .where('ended_at', 'is', null)
    .where((or) => or.or([or('leased_until', 'is', null), or('leased_until', '<=', now)]))
    .returningAll()
    .executeTakeFirst();
  return claimed ?? 'taken';
}

/** Sent: the payload, which may hold a link, does not stay. */
export async function markSent(db: Queryable, id: string, now: number): Promise<void> {
  await db.updateTable('outbox').set({ sent_at: now, payload: null, leased_until: null }).where('id', '=', id).execute();
}

/** Not sent, and not tried any more: the payload does not stay either. Tells whether it was still this dispatcher's to end. */
export async function endOutbox(trx: Trx, row: Pick<OutboxRow, 'id' | 'leased_until'>, end: { readonly now: number; readonly reason: NonNullable<OutboxRow['end_reason']> }): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('outbox')
    .set({ ended_at: end.now, end_reason: end.reason, payload: null, leased_until: null })
    .where('id', '=', row.id)
    .where('leased_until', '=', row.leased_until)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Mails that wait: how many, and since when the oldest of them does; `dueSince`: since when one that nobody has should have been tried. */
export async function readBacklog(db: Queryable, now: number): Promise<{ readonly waiting: number; readonly oldest: number | null; readonly dueSince: number | null }> {
  const unsent = db.selectFrom('outbox').where('sent_at', 'is', null).where('ended_at', 'is', null);
  const { waiting, oldest } = await unsent.select((e) => [e.fn.countAll<number>().as('waiting'), e.fn.min('created_at').as('oldest')]).executeTakeFirstOrThrow();
  const due = await unsent
    .select((e) => e.fn.min('next_at').as('since'))
    .where('next_at', '<=', now)
    .where((or) => or.or([or('leased_until', 'is', null), or('leased_until', '<=', now)]))
    .executeTakeFirst();
  return { waiting, oldest, dueSince: due?.since ?? null };
}

/** Mails that ended before `until`, sent or not. */
export async function deleteEndedMails(trx: Trx, until: number): Promise<void> {
  await trx.deleteFrom('outbox').where((or) => or.or([or('sent_at', '<=', until), or('ended_at', '<=', until)])).execute();
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
