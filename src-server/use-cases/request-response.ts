import type { z } from 'zod';
import { CHALLENGES_MAX, RESPONSE_TTL_MS } from '../../src-shared/domain/unblock-state.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { ChallengeReply, challengeRequest } from '../../src-shared/http/unblock.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Deps } from '../deps.ts';
import { cardKeyOf, getAdminKey } from '../repositories/admin-keys.ts';
import { getDossier } from '../repositories/dossiers.ts';
import type { Challenge, Session } from '../repositories/queryable.ts';
import { getSession, insertChallenge, listChallenges, moveSession } from '../repositories/sessions.ts';
import { recheckApproval, requireApproval } from './require-approval.ts';
import { requireState } from './require-state.ts';

/**
 * The response to one challenge of one card, computed in the vault with the key its session began with. Asked again with the same challenge, the same response
 * comes again until its time is over; a session answers at most three different challenges. The vault is asked first: when
 * it is away, no challenge was spent. The audit row is on the disk before the response leaves.
 * @throws AppError approvalPending {retryAfterSeconds} | approvalRefused, where the policy asks for a second person and
 *   nothing was spent | challengesSpent | responseExpired | vaultUnavailable, or why the session is not at this step.
 */
export async function requestResponse(deps: Deps, sessionId: string, request: z.output<typeof challengeRequest>): Promise<ChallengeReply> {
  const { db, clock, vault, failpoint } = deps;
  const session = await getSession(db, sessionId);
  const adminKey = await getAdminKey(db, session.dossier_id, session.key_number);
  admit(session, await listChallenges(db, sessionId), request.challenge, clock.now());
  await requireApproval(deps, session);
  const keyVersion = adminKey.version;
  const cryptogram = await vault.computeAdminCryptogram(cardKeyOf(session, adminKey), Buffer.from(request.challenge, 'hex'));
  failpoint('requestResponse.computed');

  const issued = await db.transaction().execute(async (trx) => {
    const now = clock.now();
    const current = await getSession(trx, sessionId);
    const known = await listChallenges(trx, sessionId);
    const same = admit(current, known, request.challenge, now);
    await recheckApproval(deps, trx, sessionId);
    if (same !== null) return { at: same.issued_at, now, spent: known.length };
    if ((await getDossier(trx, current.dossier_id)).locked_at !== null) throw new AppError('answersLocked');
    await insertChallenge(trx, { session_id: sessionId, challenge: request.challenge, key_version: keyVersion, issued_at: now });
    failpoint('requestResponse.challengeStored');
    await moveSession(trx, sessionId, current.state, 'challenged');
    failpoint('requestResponse.stateMoved');
    const details = { serial: current.serial, challenge: request.challenge, keyVersion, ordinal: known.length + 1 };
    await appendAudit(trx, { at: now, event: 'response.issued', subject: sessionId, details });
    return { at: now, now, spent: known.length + 1 };
  });
  failpoint('requestResponse.committed');
  return {
    cryptogram: Buffer.from(cryptogram).toString('hex').toUpperCase(),
    keyVersion,
    ttlMs: issued.at + RESPONSE_TTL_MS - issued.now,
    challengesLeft: CHALLENGES_MAX - issued.spent,
  };
}

/** The earlier row of this challenge, or null for a new one that may be answered. */
function admit(session: Session, known: readonly Challenge[], challenge: string, now: number): Challenge | null {
  requireState(session, ['answered', 'challenged'], now);
  const same = known.find((one) => one.challenge === challenge) ?? null;
  if (same !== null) {
    if (same.issued_at + RESPONSE_TTL_MS <= now) throw new AppError('responseExpired');
    return same;
  }
  if (known.length >= CHALLENGES_MAX) throw new AppError('challengesSpent');
  return null;
}
