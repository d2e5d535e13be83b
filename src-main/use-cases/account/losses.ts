import type { Loss } from '../../../src-shared/domain/quit.ts';

/** What an end of the program would lose of what is under way. Verbs tell of it; the copy is asked when it matters. */
export class Losses {
  #documents = 0;
  #password = false;

  /** A document is on its way until `work` has ended; those behind it wait for that. */
  async sending<T>(work: () => Promise<T>): Promise<T> {
    this.#documents++;
    try {
      return await work();
    } finally {
      this.#documents--;
    }
  }

  /** Nobody can show it a second time. */
  passwordMade(): void {
    this.#password = true;
  }

  /** No secret is on the page any more: who read it has put it away. */
  secretsGone(): void {
    this.#password = false;
  }

  /** @param changes how many are in memory alone */
  list(changes: number): readonly Loss[] {
    return [
      ...(changes > 0 ? [{ kind: 'changes', count: changes } as const] : []),
      ...(this.#password ? [{ kind: 'password' } as const] : []),
      ...(this.#documents > 0 ? [{ kind: 'upload' } as const] : []),
    ];
  }
}
