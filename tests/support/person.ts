import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorCode } from '../../src-shared/errors/error-table.ts';
import type { AnswerInput } from '../../src-shared/ipc/verbs.ts';
import type { Desk } from './desk.ts';

export const NEW_PIN = '7294';
const pinBytes = (): Uint8Array => new TextEncoder().encode(NEW_PIN);

/** Ends at which a person stops: only the office can go on. */
const ENDS: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['adminRefused', 'toReconcile', 'answersLocked', 'challengesSpent']);

export async function readyToken(desk: Desk): Promise<string> {
  for (let i = 0; i < 500; i++) {
    const token = (await desk.do['app.view']()).tokens.find((candidate) => candidate.state === 'ready');
    if (token) return token.readerId;
    await sleep(2);
  }
  throw new Error('no token became ready');
}

/** Asks for a link and gives back its code, as the mail brings it. */
export async function askForLink(desk: Desk): Promise<string> {
  await desk.do['unblock.requestLink']({ readerId: await readyToken(desk) });
  return desk.linkCode();
}

export function answersOf(desk: Desk): readonly AnswerInput[] {
  const { questions } = desk.view ?? { questions: [] };
  return questions.map((question, index) => ({ questionId: question.id, answer: desk.template.person.answers[index] ?? '' }));
}

/**
 * A patient person with the wizard: mends what a sentence tells to mend, presses the button that is there, and never gives up while
 * there is one. `onRound` sees the desk before every press.
 * @returns 'done' with the proof told to the authority, or the code at which only others can help.
 */
export async function unblockPatiently(
  desk: Desk,
  code: string,
  onRound: (desk: Desk) => Promise<void> = async () => undefined,
): Promise<'done' | ErrorCode> {
  for (let round = 0; round < 24; round++) {
    await onRound(desk);
    if (desk.view?.proof?.reported) return 'done';
    if (desk.view?.problem && ENDS.has(desk.view.problem.code)) return desk.view.problem.code;
    if (desk.view?.problem) desk.mend();
    await press(desk, code);
  }
  throw new Error(`stuck at ${desk.view?.step} with ${desk.view?.problem?.code ?? 'no problem'}`);
}

async function press(desk: Desk, code: string): Promise<void> {
  const { view } = desk;
  if (view === null) {
    const resumable = (await desk.do['app.view']()).resumable;
    if (resumable !== null) await desk.attempt(() => desk.do['unblock.resume']());
    else await desk.attempt(() => desk.do['unblock.pasteLink']({ text: code }));
    return;
  }
  switch (view.step) {
    case 'link':
      await desk.attempt(() => desk.do['unblock.begin']());
      return;
    case 'initialisation': {
      const ready = view.preflight.every((check) => check.status === 'ok');
      await desk.attempt(() => (ready ? desk.do['unblock.next']() : desk.do['unblock.recheck']()));
      return;
    }
    case 'pin':
      await desk.attempt(() => desk.do['unblock.choosePin']({ pin: pinBytes(), confirmation: pinBytes() }));
      return;
    case 'answers':
      await desk.attempt(() => desk.do['unblock.submitAnswers']({ answers: answersOf(desk) }));
      return;
    case 'confirmation':
      await desk.attempt(() => desk.do['unblock.resume']());
      return;
  }
}
