import type { SentEvent } from '../../src-shared/http/route-shape.ts';

/** One reader of one account's changes. It is told the newest number only: a slow reader has nothing queued up. */
export class ChangeStream {
  readonly accountId: string;
  readonly sessionId: string;
  #newest = 0;
  #told = 0;
  #comment = false;
  #ended = false;
  #wake: () => void = () => undefined;

  constructor(accountId: string, sessionId: string) {
    this.accountId = accountId;
    this.sessionId = sessionId;
  }

  get ended(): boolean {
    return this.#ended;
  }

  tell(seq: number): void {
    if (seq <= this.#newest) return;
    this.#newest = seq;
    this.#wake();
  }

  comment(): void {
    this.#comment = true;
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *events(): AsyncGenerator<SentEvent> {
    while (!this.#ended) {
      if (this.#newest > this.#told) {
        this.#told = this.#newest;
        this.#comment = false;
        yield { event: 'changed', data: String(this.#told) };
      } else if (this.#comment) {
        this.#comment = false;
        yield { comment: 'alive' };
      } else {
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#wake = resolve;
        await promise;
      }
    }
  }
}
