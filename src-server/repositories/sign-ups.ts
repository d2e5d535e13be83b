import type { Selectable } from 'kysely';
import type { SignUpTable } from '../db/tables/accounts.ts';
import type { Queryable, Trx } from './queryable.ts';

export type SignUp = Readonly<Selectable<SignUpTable>>;

/** The one that waits for its link, or whose link ran out: neither used nor taken over. */
export async function findPendingSignUp(db: Queryable, emailKey: string): Promise<SignUp | null> {
  const row = await db
    .selectFrom('sign_ups')
    .selectAll()
    .where('email_key', '=', emailKey)
    .where('used_at', 'is', null)
    .where('voided_at', 'is', null)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

export async function findSignUpByToken(db: Queryable, tokenHash: string): Promise<SignUp | null> {
  return (await db.selectFrom('sign_ups').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst()) ?? null;
}

export async function insertSignUp(trx: Trx, signUp: SignUp): Promise<void> {
  await trx.insertInto('sign_ups').values(signUp).execute();
}

/** Makes the links of this address useless, and forgets the passwords that waited for them. */
export async function voidSignUps(trx: Trx, emailKey: string, now: number): Promise<void> {
  await trx
    .updateTable('sign_ups')
    .set({ voided_at: now, password: null })
    .where('email_key', '=', emailKey)
    .where('used_at', 'is', null)
    .where('voided_at', 'is', null)
    .execute();
}

/** Uses the link: of any number of callers one is told true. The password is the account's from now on. */
export async function useSignUp(trx: Trx, id: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('sign_ups')
    .set({ used_at: now, password: null })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('voided_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** @returns how many. */
export async function deleteSignUps(trx: Trx, until: number): Promise<number> {
  const { numDeletedRows } = await trx.deleteFrom('sign_ups').where('created_at', '<=', until).executeTakeFirst();
  return Number(numDeletedRows);
}
