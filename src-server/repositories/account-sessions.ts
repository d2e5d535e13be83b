import type { Selectable } from 'kysely';
import type { AccountSessionTable, AccountTable } from '../db/tables/accounts.ts';
import type { Queryable, Trx } from './queryable.ts';

export type AccountSession = Readonly<Selectable<AccountSessionTable>>;
type SessionOfAccount = AccountSession & Readonly<Pick<Selectable<AccountTable>, 'role' | 'office_id' | 'language' | 'terms_version' | 'disabled_at'>>;

/** The session with this token, ended or not, with what of its account decides about access. */
export async function findAccountSession(db: Queryable, tokenHash: string): Promise<SessionOfAccount | null> {
  const row = await db
    .selectFrom('account_sessions')
    .innerJoin('accounts', 'accounts.id', 'account_sessions.account_id')
    .selectAll('account_sessions')
    .select(['accounts.role', 'accounts.office_id', 'accounts.language', 'accounts.terms_version', 'accounts.disabled_at'])
    .where('account_sessions.token_hash', '=', tokenHash)
    .executeTakeFirst();
  return row ?? null;
}

export async function insertAccountSession(trx: Trx, session: AccountSession): Promise<void> {
  await trx.insertInto('account_sessions').values(session).execute();
}

/** Notes that the session was used. An ended one stays as it is, and no clock going back shortens it. */
export async function touchAccountSession(db: Queryable, id: string, now: number): Promise<void> {
  await db.updateTable('account_sessions').set({ seen_at: now }).where('id', '=', id).where('ended_at', 'is', null).where('seen_at', '<', now).execute();
}

/** Sessions of an account that nobody ended; whether time did is `sessionEnd`'s to say. Newest first. */
export async function listOpenAccountSessions(db: Queryable, accountId: string): Promise<readonly AccountSession[]> {
  return db.selectFrom('account_sessions').selectAll().where('account_id', '=', accountId).where('ended_at', 'is', null).orderBy('created_at', 'desc').orderBy('id').execute();
}

/** Those of these that are remembered, ended or not, with what of their accounts decides about access. */
export async function listSessionsById(
  db: Queryable,
  ids: readonly string[],
): Promise<ReadonlyArray<Pick<SessionOfAccount, 'id' | 'created_at' | 'seen_at' | 'ended_at' | 'role' | 'disabled_at'>>> {
  return db
    .selectFrom('account_sessions')
    .innerJoin('accounts', 'accounts.id', 'account_sessions.account_id')
    .select(['account_sessions.id', 'account_sessions.created_at', 'seen_at', 'ended_at', 'accounts.role', 'accounts.disabled_at'])
    .where('account_sessions.id', 'in', [...ids])
    .execute();
}

/** All that are still remembered, newest first. */
export async function listAccountSessions(db: Queryable, accountId: string): Promise<readonly AccountSession[]> {
  return db.selectFrom('account_sessions').selectAll().where('account_id', '=', accountId).orderBy('created_at', 'desc').orderBy('id').execute();
}

export async function getAccountSession(db: Queryable, id: string): Promise<AccountSession> {
  return db.selectFrom('account_sessions').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

/** Ends one session of an account. @returns whether it was open. */
export async function endAccountSession(trx: Trx, end: { readonly accountId: string; readonly id: string; readonly now: number; readonly reason: string }): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('account_sessions')
    .set({ ended_at: end.now, end_reason: end.reason })
    .where('id', '=', end.id)
    .where('account_id', '=', end.accountId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Ends all sessions of an account, but for `except`. @returns how many. */
export async function endAccountSessions(
  trx: Trx,
  end: { readonly accountId: string; readonly except: string | null; readonly now: number; readonly reason: string },
): Promise<number> {
  let query = trx.updateTable('account_sessions').set({ ended_at: end.now, end_reason: end.reason }).where('account_id', '=', end.accountId).where('ended_at', 'is', null);
  if (end.except !== null) query = query.where('id', '!=', end.except);
  return Number((await query.executeTakeFirst()).numUpdatedRows);
}

/** Notes that password or certificate were shown in this session. */
export async function renewAuthentication(trx: Trx, id: string, now: number): Promise<void> {
  await trx.updateTable('account_sessions').set({ authenticated_at: now, seen_at: now }).where('id', '=', id).where('ended_at', 'is', null).execute();
}

/** Whether this client program was ever seen with the account. */
export async function isClientKnown(db: Queryable, accountId: string, client: string): Promise<boolean> {
  const row = await db.selectFrom('account_sessions').select('id').where('account_id', '=', accountId).where('client', '=', client).limit(1).executeTakeFirst();
  return row !== undefined;
}

/** Those begun before `until`, long ended, but for the newest of each account: a login is strange only beside an earlier one. */
export async function deleteAccountSessions(trx: Trx, until: number): Promise<void> {
  await trx
    .deleteFrom('account_sessions')
    .where('created_at', '<=', until)
    .where((is) =>
      is.exists(
        is
          .selectFrom('account_sessions as newer')
          .select('newer.id')
          .whereRef('newer.account_id', '=', 'account_sessions.account_id')
          .whereRef('newer.created_at', '>', 'account_sessions.created_at'),
      ),
    )
    .execute();
}
