import type { Problem } from '../../src-shared/errors/error-table.ts';
import type { StoreOpening } from '../ports/local-store.ts';
import type { OpenStore } from './open-request.ts';
import type { StoreCore } from './store-core.ts';

/** What main and the thread of the copy say to each other: both are this program, of the same bundle. */
export interface StoreVerbs extends StoreCore {
  open(request: OpenStore): StoreOpening;
  /** Closes the copy and removes its files. */
  wipe(): void;
}

export type StoreCall = { readonly [M in keyof StoreVerbs]: { readonly method: M; readonly args: Parameters<StoreVerbs[M]> } }[keyof StoreVerbs];

export interface ToStore {
  readonly id: number;
  readonly call: StoreCall;
}

export type FromStore =
  | { readonly id: number; readonly value: unknown }
  /** `bug`: stack of what nobody expected, for the log. */
  | { readonly id: number; readonly problem: Problem; readonly bug: string | null };
