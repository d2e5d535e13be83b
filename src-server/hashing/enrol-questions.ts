import type { Random } from '../deps.ts';
import type { Question } from '../repositories/queryable.ts';
import type { AnswerHasher } from './answer-hasher.ts';

/** Rows of a dossier's questions, in their order, each answer hashed with a salt of its own. */
export async function enrolQuestions(
  deps: { readonly answers: AnswerHasher; readonly random: Random },
  dossierId: string,
  questions: ReadonlyArray<{ readonly text: string; readonly answer: string }>,
): Promise<Question[]> {
  const rows: Question[] = [];
  // One after another: the queue of the hasher is short, and it is for holders.
  for (const [position, { text, answer }] of questions.entries()) {
    const { salt, hash, memoryKib, timeCost, parallelism } = await deps.answers.enrol(answer, deps.random.bytes(16));
    rows.push({ id: deps.random.uuid(), dossier_id: dossierId, position, text, salt, hash, memory_kib: memoryKib, time_cost: timeCost, parallelism });
  }
  return rows;
}

/** Whether these are the dossier's questions and answers, in this order. No try is spent: it is for who enrols, not for who answers. */
export async function questionsMatch(
  answers: AnswerHasher,
  stored: readonly Question[],
  questions: ReadonlyArray<{ readonly text: string; readonly answer: string }>,
): Promise<boolean> {
  if (stored.length !== questions.length || stored.some(({ text }, i) => text !== questions[i]?.text)) return false;
  const set = stored.map(({ salt, hash, memory_kib: memoryKib, time_cost: timeCost, parallelism }, i) => ({
    stored: { salt, hash, memoryKib, timeCost, parallelism },
    answer: questions[i]?.answer ?? '',
  }));
  return (await answers.evaluate(set)).allRight;
}
