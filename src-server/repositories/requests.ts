import type { Selectable } from 'kysely';
import type { RequestState } from '../../src-shared/domain/request-codes.ts';
import type { RequestTable } from '../db/tables/requests.ts';
import { moveRequest, type RequestMove } from '../domain/request-machine.ts';
import type { Queryable, Trx } from './queryable.ts';

export type CertificateRequest = Readonly<Selectable<RequestTable>>;

/** Whose requests are looked for. What is outside is not there: a draft is nobody's but its owner's. */
export type RequestScope = { readonly accountId: string } | { readonly officeId: string };

export async function findRequest(db: Queryable, id: string, scope: RequestScope): Promise<CertificateRequest | null> {
  const query = db.selectFrom('requests').selectAll().where('id', '=', id);
  const scoped = 'accountId' in scope ? query.where('account_id', '=', scope.accountId) : query.where('office_id', '=', scope.officeId).where('state', '!=', 'draft');
  return (await scoped.executeTakeFirst()) ?? null;
}

export async function getRequest(db: Queryable, id: string): Promise<CertificateRequest> {
  return db.selectFrom('requests').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

/** The next human number: taken in the transaction that uses it, so that none is given twice and none is lost. */
export async function nextRequestNumber(trx: Trx): Promise<number> {
  const { value } = await trx
    .updateTable('counters')
    .set((eb) => ({ value: eb('value', '+', 1) }))
    .where('name', '=', 'requests')
    .returning('value')
    .executeTakeFirstOrThrow();
  return value;
}

export async function countDrafts(db: Queryable, accountId: string): Promise<number> {
  const { count } = await db
    .selectFrom('requests')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('account_id', '=', accountId)
    .where('state', '=', 'draft')
    .executeTakeFirstOrThrow();
  return count;
}

export async function insertRequest(trx: Trx, request: CertificateRequest): Promise<void> {
  await trx.insertInto('requests').values(request).execute();
}

export type RequestData = Omit<CertificateRequest, 'id' | 'number' | 'account_id' | 'state' | 'revision' | 'created_at' | 'state_at' | 'submitted_at' | 'ended_at' | 'assigned_to' | 'outcome_reason' | 'replaces_certificate_id'>;

/** Changes what is asked for. @returns null: somebody changed it meanwhile. */
export async function updateRequest(trx: Trx, before: Pick<CertificateRequest, 'id' | 'revision' | 'state'>, values: Partial<RequestData>): Promise<CertificateRequest | null> {
  return updateAt(trx, before, values);
}

/**
 * Makes a move of the machine, in one statement that says from where. The only code that writes `requests.state`.
 * @returns null: the machine has no such move, or somebody changed the request meanwhile.
 */
export async function moveRequestRow(
  trx: Trx,
  before: Pick<CertificateRequest, 'id' | 'revision' | 'state'>,
  move: RequestMove,
  values: Pick<CertificateRequest, 'changed_at'> & Partial<Pick<CertificateRequest, 'assigned_to' | 'outcome_reason' | 'submitted_at' | 'ended_at'>>,
): Promise<CertificateRequest | null> {
  const state = moveRequest(before.state, move);
  return state === null ? null : updateAt(trx, before, { ...values, ...(state === before.state ? {} : { state, state_at: values.changed_at }) });
}

async function updateAt(trx: Trx, { id, revision, state }: Pick<CertificateRequest, 'id' | 'revision' | 'state'>, values: Partial<CertificateRequest>): Promise<CertificateRequest | null> {
  const changed = await trx
    .updateTable('requests')
    .set({ ...values, revision: revision + 1 })
    .where('id', '=', id)
    .where('revision', '=', revision)
    .where('state', '=', state)
    .returningAll()
    .executeTakeFirst();
  return changed ?? null;
}

/** Notes that something of a request changed, its documents for instance, that is no part of its revision. */
export async function touchRequest(trx: Trx, id: string, now: number): Promise<void> {
  await trx.updateTable('requests').set({ changed_at: now }).where('id', '=', id).execute();
}

/** Removes a request and everything that hangs on it. */
export async function deleteRequest(trx: Trx, id: string): Promise<void> {
  const documents = trx.selectFrom('documents').select('id').where('request_id', '=', id);
  await trx.deleteFrom('document_contents').where('document_id', 'in', documents).execute();
  await trx.deleteFrom('documents').where('request_id', '=', id).execute();
  await trx.deleteFrom('request_events').where('request_id', '=', id).execute();
  await trx.deleteFrom('requests').where('id', '=', id).execute();
}

/** Requests in this state since before `since`, oldest first. */
export async function listRequestsInState(db: Queryable, state: RequestState, since: number, limit: number): Promise<readonly CertificateRequest[]> {
  return db.selectFrom('requests').selectAll().where('state', '=', state).where('changed_at', '<=', since).orderBy('state_at').orderBy('id').limit(limit).execute();
}
