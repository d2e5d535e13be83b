import { AppError } from '../../src-shared/errors/app-error.ts';

/** At most `slots` at once, at most `queue` waiting; whoever comes beyond that is told to come back, and nothing was spent. */
export class Semaphore {
  readonly #slots: number;
  #free: number;
  readonly #queue: number;
  readonly #waiting: Array<() => void> = [];

  constructor(slots: number, queue: number) {
    this.#slots = slots;
    this.#free = slots;
    this.#queue = queue;
  }

  get load(): { readonly running: number; readonly waiting: number } {
    return { running: this.#slots - this.#free, waiting: this.#waiting.length };
  }

  /** @throws AppError tooManyRequests when the queue is full. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#acquire();
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }

  async #acquire(): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    if (this.#waiting.length >= this.#queue) throw new AppError('tooManyRequests', { retryAfterSeconds: 5 });
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
    });
  }
}
