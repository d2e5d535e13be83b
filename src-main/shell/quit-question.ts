import type { Loss, QuitAnswer } from '../../src-shared/domain/quit.ts';

export interface QuitQuestionParts {
  readonly wouldBeLost: () => Promise<readonly Loss[]>;
  /** There is a page that could show a question now. */
  readonly pageIsThere: () => boolean;
  readonly ask: (losses: readonly Loss[]) => void;
  readonly end: () => void;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Longest wait for what would be lost, and for the page to show its question, in milliseconds. Then it ends: a person must always be able to end it. */
export const QUIT_ANSWER_MS = 5000;

/** Between a person's wish to quit and the end: a question, where something would be lost and a page can ask it. */
export class QuitQuestion {
  readonly #parts: QuitQuestionParts;
  #state: 'none' | 'asking' | 'shown' = 'none';
  #turn = 0;

  constructor(parts: QuitQuestionParts) {
    this.#parts = parts;
  }

  /** The window is to be closed, or the program quit. Once more while the question is on screen: it is asked again, as it is by then. */
  async wish(): Promise<void> {
    if (this.#state === 'asking') return;
    this.#state = 'asking';
    const turn = ++this.#turn;
    const { wouldBeLost, pageIsThere, ask, end, sleep } = this.#parts;
    const losses = await Promise.race([wouldBeLost(), sleep(QUIT_ANSWER_MS).then(() => [])]);
    if (losses.length === 0 || !pageIsThere()) {
      end();
      return;
    }
    ask(losses);
    await sleep(QUIT_ANSWER_MS);
    if (this.#turn === turn && this.#state === 'asking') end();
  }

  /** What the page says. Unasked, it ends nothing. */
  answer(answer: QuitAnswer): void {
    if (this.#state === 'none') return;
    this.#state = answer === 'shown' ? 'shown' : 'none';
    if (answer === 'quit') this.#parts.end();
  }
}
