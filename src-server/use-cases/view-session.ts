import { ANSWER_TRIES_MAX, CHALLENGES_MAX } from '../../src-shared/domain/unblock-state.ts';
import type { SessionReply } from '../../src-shared/http/unblock.ts';
import { maskEmail } from '../domain/mask-email.ts';
import { stateAt } from '../domain/session-machine.ts';
import { getDossier, listQuestions } from '../repositories/dossiers.ts';
import type { Queryable, Session } from '../repositories/queryable.ts';
import { findLastAttempt, listChallenges } from '../repositories/sessions.ts';

/** What a session shows its owner, at this time. */
export async function viewSession(db: Queryable, session: Session, now: number): Promise<SessionReply> {
  const dossier = await getDossier(db, session.dossier_id);
  const questions = await listQuestions(db, session.dossier_id);
  const attempt = await findLastAttempt(db, session.id);
  const challenges = await listChallenges(db, session.id);
  return {
    sessionId: session.id,
    state: stateAt(session, now),
    entity: dossier.entity,
    product: dossier.product,
    holder: dossier.holder,
    serial: session.serial,
    maskedEmail: maskEmail(dossier.email),
    linkExpiresAt: session.expires_at,
    now,
    triesLeft: dossier.tries_left,
    triesMax: ANSWER_TRIES_MAX,
    challengesLeft: CHALLENGES_MAX - challenges.length,
    questions: questions.map(({ id, text }) => ({ id, text })),
    lastAttempt: attempt === null ? null : { attemptId: attempt.attempt_id, verdict: attempt.verdict },
    receipt: session.receipt,
  };
}
