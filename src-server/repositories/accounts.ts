import type { Selectable } from 'kysely';
import type { AccountTable } from '../db/tables/accounts.ts';
import type { Queryable, Trx } from './queryable.ts';

export type Account = Readonly<Selectable<AccountTable>>;

/** @param emailKey see `domain/email-key`. */
export async function findAccountByEmail(db: Queryable, emailKey: string): Promise<Account | null> {
  return (await db.selectFrom('accounts').selectAll().where('email_key', '=', emailKey).executeTakeFirst()) ?? null;
}

export async function findAccount(db: Queryable, id: string): Promise<Account | null> {
  return (await db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

/** One that must be there: somebody is signed in to it. */
export async function getAccount(db: Queryable, id: string): Promise<Account> {
  return db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

export async function insertAccount(trx: Trx, account: Account): Promise<void> {
  await trx.insertInto('accounts').values(account).execute();
}

/** Changes what is given. */
export async function updateAccount(
  trx: Trx,
  id: string,
  change: Partial<Pick<Account, 'language' | 'password' | 'terms_version' | 'confirmed_at'>>,
): Promise<void> {
  await trx.updateTable('accounts').set(change).where('id', '=', id).execute();
}

/** Stores the same password at another cost, unless it was changed meanwhile. */
export async function rehashPassword(trx: Trx, id: string, change: { readonly from: string; readonly to: string }): Promise<void> {
  await trx.updateTable('accounts').set({ password: change.to }).where('id', '=', id).where('password', '=', change.from).execute();
}
