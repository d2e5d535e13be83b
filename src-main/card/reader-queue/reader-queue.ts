import { AppError } from '../../../src-shared/errors/app-error.ts';

/** More than this waiting for one reader means that the reader hangs; the next caller is told. */
export const QUEUE_MAX = 16;

/** One queue per reader: what is asked of a reader happens one after the other, in order. */
export class ReaderQueue {
  #tail: Promise<unknown> = Promise.resolve();
  #length = 0;

  /** Runs `task` after those before it, whatever became of them. @throws AppError readerBusy when too many wait. */
  run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#length >= QUEUE_MAX) return Promise.reject(new AppError('readerBusy'));
    this.#length++;
    const result = this.#tail.then(task).finally(() => this.#length--);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}
