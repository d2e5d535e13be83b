import type { z } from 'zod';
import { ANSWER_TRIES_MAX } from '../../src-shared/domain/unblock-state.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { AnswersReply, answersRequest } from '../../src-shared/http/unblock.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Deps } from '../deps.ts';
import type { AnswersEvaluation } from '../hashing/answer-hasher.ts';
import type { StoredHash } from '../hashing/slow-hash.ts';
import { dossierLockedMail } from '../mail/mail-texts.ts';
import { recordRate, requireRate } from '../limits/rate-limit.ts';
import { queueMail, sealMail, type SealedMail } from '../mail/queue-mail.ts';
import { answersOfToken } from '../policy/unblock-limits.ts';
import { getDossier, listQuestions, spendTry } from '../repositories/dossiers.ts';
import type { Attempt, Dossier, Queryable, Question, Session } from '../repositories/queryable.ts';
import { findAttempt, findLastAttempt, getSession, insertAttempt, moveSession } from '../repositories/sessions.ts';
import { getTicket } from '../repositories/tickets.ts';
import { mailContext } from './mail-context.ts';
import { requireState } from './require-state.ts';

type AnswersRequest = z.output<typeof answersRequest>;

/**
 * One verdict for all secret answers, one try at most. The expensive part (argon2id of each answer) runs before the
 * transaction; the transaction looks at everything again, so of parallel attempts only one counts (ASVS 15.4.2).
 * The same attempt sent twice is judged once.
 * @throws AppError answersIncomplete | answersStale {triesLeft} | idempotencyMismatch | tooManyRequests, or why the session
 *   is not at this step. None of them spends a try.
 */
export async function submitAnswers(deps: Deps, sessionId: string, request: AnswersRequest): Promise<AnswersReply> {
  const { db, clock, failpoint } = deps;
  const session = await getSession(db, sessionId);
  const questions = await listQuestions(db, session.dossier_id);
  const set = pairUp(questions, request);
  const ofToken = answersOfToken(deps.config.policy);
  if ((await findAttempt(db, sessionId, request.attemptId)) === null) {
    await requireNextAttempt(db, session, request.attemptNumber, clock.now());
    await requireRate(db, ofToken, session.serial, clock.now());
  }
  const evaluation = await deps.answers.evaluate(set);
  failpoint('submitAnswers.hashed');
  const lockedMail = evaluation.allRight ? null : await sealLockedMail(deps, session);

  const attempt = await db.transaction().execute(async (trx): Promise<Attempt> => {
    const now = clock.now();
    const earlier = await findAttempt(trx, sessionId, request.attemptId);
    if (earlier !== null) return sameAttempt(earlier, request, evaluation);
    const current = await getSession(trx, sessionId);
    const dossier = await requireNextAttempt(trx, current, request.attemptNumber, now);
    await requireRate(trx, ofToken, current.serial, now);
    const left = evaluation.allRight ? dossier.tries_left : dossier.tries_left - 1;
    const verdict = evaluation.allRight ? 'accepted' : left === 0 ? 'lockedOut' : 'refused';
    if (!evaluation.allRight && !(await spendTry(trx, dossier.id, dossier.tries_left, now))) throw new Error('the try was not spent');
    failpoint('submitAnswers.triesSpent');
    const stored: Attempt = {
      session_id: sessionId,
      attempt_id: request.attemptId,
      dossier_id: dossier.id,
      // Of this session: tries given back meanwhile begin the dossier's count anew.
      number: ((await findLastAttempt(trx, sessionId))?.number ?? 0) + 1,
      fingerprint: evaluation.fingerprint,
      verdict,
      tries_left: left,
      at: now,
    };
    await insertAttempt(trx, stored);
    await recordRate(trx, deps.random, ofToken, current.serial, now);
    failpoint('submitAnswers.attemptStored');
    if (verdict !== 'refused') await moveSession(trx, sessionId, current.state, verdict === 'accepted' ? 'answered' : 'lockedOut');
    failpoint('submitAnswers.stateMoved');
    const event = verdict === 'accepted' ? 'answers.accepted' : 'answers.refused';
    await appendAudit(trx, { at: now, event, subject: sessionId, details: { number: request.attemptNumber, triesLeft: left } });
    if (lockedMail !== null && verdict === 'lockedOut') {
      await appendAudit(trx, { at: now, event: 'dossier.locked', subject: dossier.serial, details: { session: sessionId } });
      await queueMail(trx, lockedMail, now);
    }
    return stored;
  });
  failpoint('submitAnswers.committed');
  deps.mail.kick();
  return { verdict: attempt.verdict, triesLeft: attempt.tries_left, triesMax: ANSWER_TRIES_MAX };
}

/** Each question once with an answer, nothing else: an answer left out must not cost a try. */
function pairUp(questions: readonly Question[], request: AnswersRequest): Array<{ stored: StoredHash; answer: string }> {
  const given = new Map(request.answers.map(({ questionId, answer }) => [questionId, answer]));
  const set = questions.map((question) => ({ stored: storedAnswer(question), answer: given.get(question.id) ?? '' }));
  const whole = request.answers.length === questions.length && given.size === questions.length;
  if (!whole || set.some(({ answer }) => answer.trim() === '')) throw new AppError('answersIncomplete', { expected: questions.length });
  return set;
}

function storedAnswer(question: Question): StoredHash {
  const { salt, hash, memory_kib: memoryKib, time_cost: timeCost, parallelism } = question;
  return { salt, hash, memoryKib, timeCost, parallelism };
}

/** The session takes answers now, and `number` is the dossier's next attempt. */
async function requireNextAttempt(db: Queryable, session: Session, number: number, now: number): Promise<Dossier> {
  requireState(session, ['opened'], now);
  const dossier = await getDossier(db, session.dossier_id);
  if (dossier.locked_at !== null) throw new AppError('answersLocked');
  if (number !== numberOfNext(dossier.tries_left)) throw new AppError('answersStale', { triesLeft: dossier.tries_left });
  return dossier;
}

/** What the next attempt on a dossier is numbered, by the tries it has left. */
const numberOfNext = (triesLeft: number): number => ANSWER_TRIES_MAX - triesLeft + 1;

function sameAttempt(earlier: Attempt, request: AnswersRequest, evaluation: AnswersEvaluation): Attempt {
  const triesBefore = earlier.tries_left + (earlier.verdict === 'accepted' ? 0 : 1);
  if (earlier.fingerprint !== evaluation.fingerprint || request.attemptNumber !== numberOfNext(triesBefore)) throw new AppError('idempotencyMismatch');
  return earlier;
}

async function sealLockedMail(deps: Deps, session: Session): Promise<SealedMail> {
  const { language } = await getTicket(deps.db, session.ticket_id);
  const dossier = await getDossier(deps.db, session.dossier_id);
  return sealMail(deps, dossierLockedMail(dossier, mailContext(deps, language), 'justNow'));
}
