import type { Selectable } from 'kysely';
import type { JobLeaseTable } from '../db/tables/operations.ts';
import type { Queryable } from './queryable.ts';

export type JobLease = Readonly<Selectable<JobLeaseTable>>;

/** Makes the row of a job that has none yet: due at once. */
export async function ensureJob(db: Queryable, name: string, now: number): Promise<void> {
  await db
    .insertInto('job_leases')
    .values({ name, holder: null, leased_until: null, next_at: now, succeeded_at: null, failures: 0 })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
}

/** Takes a job that is due and that nobody has. One statement: of any number of instances one gets it. */
export async function takeJob(db: Queryable, name: string, holder: string, now: number, leaseMs: number): Promise<JobLease | null> {
  const taken = await db
    .updateTable('job_leases')
    .set({ holder, leased_until: now + leaseMs })
    .where('name', '=', name)
    .where('next_at', '<=', now)
    .where((or) => or.or([or('leased_until', 'is', null), or('leased_until', '<=', now)]))
    .returningAll()
    .executeTakeFirst();
  return taken ?? null;
}

/** Keeps it for longer; false: somebody else has it by now. */
export async function renewJob(db: Queryable, name: string, holder: string, now: number, leaseMs: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('job_leases')
    .set({ leased_until: now + leaseMs })
    .where('name', '=', name)
    .where('holder', '=', holder)
    .where('leased_until', '>', now)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Gives it back, done or failed; nothing happens when somebody else has it by now. */
export async function leaveJob(db: Queryable, name: string, holder: string, end: Partial<Pick<JobLease, 'next_at' | 'succeeded_at' | 'failures'>>): Promise<void> {
  await db.updateTable('job_leases').set({ ...end, holder: null, leased_until: null }).where('name', '=', name).where('holder', '=', holder).execute();
}

export async function listJobs(db: Queryable): Promise<readonly JobLease[]> {
  return db.selectFrom('job_leases').selectAll().orderBy('name').execute();
}
