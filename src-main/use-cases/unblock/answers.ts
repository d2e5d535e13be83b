import { randomUUID } from 'node:crypto';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { AnswerInput } from '../../../src-shared/ipc/verbs.ts';
import type { Authority } from '../../ports/authority.ts';
import type { UnblockRecord } from '../../ports/unblock-journal.ts';
import { credentialOf } from './record.ts';

export interface AnswersVerdict {
  readonly kind: 'accepted' | 'refused' | 'lockedOut';
  readonly triesLeft: number;
  readonly triesMax: number;
}

/**
 * One attempt, one verdict for all answers. The attempt's id is durable before it is sent: when a reply was lost, the authority
 * is asked what became of that attempt before another one may count.
 * @throws AppError authorityUnreachable (no try is lost: the same entry may be sent again), answersStale …
 */
export async function judgeAnswers(
  deps: { readonly authority: Authority },
  record: UnblockRecord,
  answers: readonly AnswerInput[],
  saveAttempt: (attempt: UnblockRecord['attempt']) => Promise<void>,
): Promise<AnswersVerdict> {
  const credential = credentialOf(record);
  const session = await deps.authority.readSession(credential);
  if (record.attempt !== null && session.lastAttempt?.attemptId === record.attempt.id) {
    // The earlier entry was judged; what is on screen now was not sent and spends nothing.
    return { kind: session.lastAttempt.verdict, triesLeft: session.triesLeft, triesMax: session.triesMax };
  }
  if (session.triesLeft === 0) throw new AppError('answersLocked');

  const attempt = { id: randomUUID(), number: session.triesMax - session.triesLeft + 1 };
  await saveAttempt(attempt);
  const reply = await deps.authority.submitAnswers(credential, {
    attemptId: attempt.id,
    attemptNumber: attempt.number,
    answers,
  });
  return { kind: reply.verdict, triesLeft: reply.triesLeft, triesMax: reply.triesMax };
}
