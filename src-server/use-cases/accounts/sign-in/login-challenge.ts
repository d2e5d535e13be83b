import type { z } from 'zod';
import type { loginChallengeReply } from '../../../../src-shared/http/web-eid.ts';
import type { Deps } from '../../../deps.ts';
import { CHALLENGES_PER_NETWORK, LOGIN_CHALLENGE_MS } from '../../../domain/account-limits.ts';
import { networkOf } from '../../../domain/network-of.ts';
import { insertLoginChallenge } from '../../../repositories/login-challenges.ts';
import { takeRates } from '../../../limits/take-rates.ts';

/** A nonce for a certificate to sign: good for one answer, for five minutes. @throws AppError tooManyRequests {retryAfterSeconds} */
export async function loginChallenge(deps: Deps, ip: string): Promise<z.input<typeof loginChallengeReply>> {
  const { db, clock, random } = deps;
  const now = clock.now();
  const challengeId = random.uuid();
  const nonce = Buffer.from(random.bytes(32)).toString('base64');
  const expiresAt = now + LOGIN_CHALLENGE_MS;
  await db.transaction().execute(async (trx) => {
    await takeRates(trx, deps, [{ limit: CHALLENGES_PER_NETWORK, subject: networkOf(ip) }], now);
    await insertLoginChallenge(trx, { id: challengeId, nonce, created_at: now, expires_at: expiresAt });
  });
  return { challengeId, nonce, origin: deps.publicUrl(), expiresAt };
}
