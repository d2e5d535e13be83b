import type { Selectable } from 'kysely';
import type { LoginChallengeTable } from '../db/tables/accounts.ts';
import type { Trx } from './queryable.ts';

type LoginChallenge = Readonly<Selectable<LoginChallengeTable>>;

export async function insertLoginChallenge(trx: Trx, challenge: Omit<LoginChallenge, 'used_at'>): Promise<void> {
  await trx
    .insertInto('login_challenges')
    .values({ ...challenge, used_at: null })
    .execute();
}

/** Takes the challenge, once, whatever becomes of the answer: its nonce, or null when there is nothing to take. */
export async function takeLoginChallenge(trx: Trx, id: string, now: number): Promise<string | null> {
  const taken = await trx
    .updateTable('login_challenges')
    .set({ used_at: now })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('nonce')
    .executeTakeFirst();
  return taken?.nonce ?? null;
}

export async function deleteLoginChallenges(trx: Trx, until: number): Promise<void> {
  await trx.deleteFrom('login_challenges').where('expires_at', '<=', until).execute();
}
