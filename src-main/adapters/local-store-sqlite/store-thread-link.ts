import { Worker } from 'node:worker_threads';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { FromStore, StoreCall, StoreVerbs, ToStore } from '../../local-store/store-rpc.ts';

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The wire to the thread of one copy. When the thread dies, what was asked and what will be asked fails: localCopyUnavailable. */
export class StoreThreadLink {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #ended = false;

  /** @param entry file of src-main/local-store/store-thread.ts, or its bundle */
  constructor(entry: string) {
    this.#worker = new Worker(entry);
    this.#worker.on('message', (message: FromStore) => this.#receive(message));
    // `exit` follows, and tells who waits.
    this.#worker.on('error', () => undefined);
    this.#worker.once('exit', () => this.#fail());
  }

  call<M extends keyof StoreVerbs>(method: M, ...args: Parameters<StoreVerbs[M]>): Promise<ReturnType<StoreVerbs[M]>> {
    if (this.#ended) return Promise.reject(new AppError('localCopyUnavailable'));
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      this.#worker.postMessage({ id, call: { method, args } as unknown as StoreCall } satisfies ToStore);
    });
  }

  async end(): Promise<void> {
    this.#ended = true;
    await this.#worker.terminate();
  }

  #receive(message: FromStore): void {
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (pending === undefined) return;
    if ('value' in message) pending.resolve(message.value);
    else pending.reject(message.bug === null ? new AppError(message.problem.code, message.problem.details) : new Error(message.bug));
  }

  #fail(): void {
    this.#ended = true;
    for (const { reject } of this.#pending.values()) reject(new AppError('localCopyUnavailable'));
    this.#pending.clear();
  }
}
