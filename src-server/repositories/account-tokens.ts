import type { Selectable } from 'kysely';
import type { AccountTokenTable } from '../db/tables/accounts.ts';
import type { Queryable, Trx } from './queryable.ts';

export type AccountToken = Readonly<Selectable<AccountTokenTable>>;

export async function findAccountToken(db: Queryable, tokenHash: string): Promise<AccountToken | null> {
  return (await db.selectFrom('account_tokens').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst()) ?? null;
}

/** The one valid token of an account, whatever it is for: those before it are void. */
export async function storeAccountToken(trx: Trx, token: Omit<AccountToken, 'used_at' | 'voided_at'>): Promise<void> {
  await voidAccountTokens(trx, token.account_id, token.created_at);
  await trx
    .insertInto('account_tokens')
    .values({ ...token, used_at: null, voided_at: null })
    .execute();
}

export async function voidAccountTokens(trx: Trx, accountId: string, now: number): Promise<void> {
  await trx
    .updateTable('account_tokens')
    .set({ voided_at: now })
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .where('voided_at', 'is', null)
    .execute();
}

/** Uses the token: of any number of callers one is told true. */
export async function useAccountToken(trx: Trx, id: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('account_tokens')
    .set({ used_at: now })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('voided_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function deleteAccountTokens(trx: Trx, until: number): Promise<void> {
  await trx.deleteFrom('account_tokens').where('expires_at', '<=', until).execute();
}
