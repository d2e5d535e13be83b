import type { Selectable } from 'kysely';
import type { ApprovalKind, ApprovalState } from '../../src-shared/domain/desk.ts';
import type { Actor } from '../access/actor.ts';
import type { ApprovalTable } from '../db/tables/desk.ts';
import type { TimeCursor } from '../domain/time-cursor.ts';
import type { Queryable, Trx } from './queryable.ts';

export type Approval = Readonly<Selectable<ApprovalTable>>;
type Seer = Pick<Actor, 'role' | 'officeId'>;

export async function insertApproval(trx: Trx, approval: Omit<Approval, 'state' | 'decided_by' | 'decided_at' | 'decision_reason'>): Promise<void> {
  await trx
    .insertInto('approvals')
    .values({ ...approval, state: 'pending', decided_by: null, decided_at: null, decision_reason: null })
    .execute();
}

/** The newest about this, decided or not. */
export async function findApprovalOf(db: Queryable, kind: ApprovalKind, subject: string): Promise<Approval | null> {
  const row = await db.selectFrom('approvals').selectAll().where('kind', '=', kind).where('subject', '=', subject).orderBy('created_at', 'desc').orderBy('id').limit(1).executeTakeFirst();
  return row ?? null;
}

/** One that this person may see: of their office or of none in particular; administrators see all. */
export async function findApproval(db: Queryable, id: string, seer: Seer): Promise<Approval | null> {
  return (await visible(db, seer).where('approvals.id', '=', id).executeTakeFirst()) ?? null;
}

/** Newest first, `limit` at most. @param filter.state `pending`: those that are not past their time. */
export async function listApprovals(
  db: Queryable,
  seer: Seer,
  filter: { readonly state: ApprovalState | null; readonly kind: ApprovalKind | null; readonly after: TimeCursor | null; readonly now: number; readonly limit: number },
): Promise<readonly Approval[]> {
  let query = visible(db, seer);
  if (filter.state !== null) query = query.where('state', '=', filter.state);
  if (filter.state === 'pending') query = query.where('expires_at', '>', filter.now);
  if (filter.kind !== null) query = query.where('kind', '=', filter.kind);
  const { after } = filter;
  if (after !== null) {
    query = query.where((is) => is.or([is('created_at', '<', after.at), is.and([is('created_at', '=', after.at), is('approvals.id', '>', after.id)])]));
  }
  return query.orderBy('created_at', 'desc').orderBy('approvals.id').limit(filter.limit).execute();
}

/** Decides it, in one statement: of any number of people exactly one gets true. */
export async function decideApproval(
  trx: Trx,
  id: string,
  decision: { readonly state: 'approved' | 'refused'; readonly by: string; readonly at: number; readonly reason: string },
): Promise<boolean> {
  const result = await trx
    .updateTable('approvals')
    .set({ state: decision.state, decided_by: decision.by, decided_at: decision.at, decision_reason: decision.reason })
    .where('id', '=', id)
    .where('state', '=', 'pending')
    .where('expires_at', '>', decision.at)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Ends what nobody decided; what is decided stays. Returns how many there were. */
export async function voidApprovals(trx: Trx, kind: ApprovalKind, subjects: readonly string[]): Promise<number> {
  if (subjects.length === 0) return 0;
  const result = await trx.updateTable('approvals').set({ state: 'void' }).where('kind', '=', kind).where('subject', 'in', [...subjects]).where('state', '=', 'pending').executeTakeFirst();
  return Number(result.numUpdatedRows);
}

function visible(db: Queryable, { role, officeId }: Seer) {
  const query = db.selectFrom('approvals').selectAll('approvals');
  return role === 'administrator' ? query : query.where((is) => is.or([is('office_id', 'is', null), is('office_id', '=', officeId ?? '')]));
}
