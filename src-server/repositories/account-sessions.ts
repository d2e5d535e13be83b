import type { Selectable } from 'kysely';
import type { AccountSessionTable, AccountTable } from '../db/schema.ts';
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
