import { appendAudit } from '../../audit/append-audit.ts';
import type { Deps } from '../../deps.ts';
import { UNCONFIRMED_MS } from '../../domain/account-limits.ts';
import { deleteAccountTokens } from '../../repositories/account-tokens.ts';
import { deleteLoginChallenges } from '../../repositories/login-challenges.ts';
import { deleteSignUps } from '../../repositories/sign-ups.ts';

/** Forgets sign-ups of a week ago, tokens and challenges that ran out as long ago. For the job runner. @returns how many sign-ups. */
export async function purgeUnconfirmed({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const now = clock.now();
    const count = await deleteSignUps(trx, now - UNCONFIRMED_MS);
    await deleteAccountTokens(trx, now - UNCONFIRMED_MS);
    await deleteLoginChallenges(trx, now - UNCONFIRMED_MS);
    if (count > 0) await appendAudit(trx, { at: now, event: 'account.signUpsForgotten', subject: 'sign-ups', details: { count } });
    return count;
  });
}
