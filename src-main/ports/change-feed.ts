export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One object as it is after a change; `data` null: it is gone. Revisions of one object only grow. */
export interface FeedItem {
  readonly kind: string;
  readonly id: string;
  readonly revision: number;
  /** When the authority changed it, by its clock: milliseconds since the epoch. */
  readonly at: number;
  readonly data: Json | null;
}

export interface FeedPage {
  /** In the order of their changes. */
  readonly items: readonly FeedItem[];
  /** Where the next page begins; opaque. */
  readonly next: string;
  /** Nothing comes after this page as of now. */
  readonly upToDate: boolean;
}

/** A change of the account as it goes out. `id` is its idempotency key: asked again with it, the authority does nothing again. */
export interface OutgoingChange {
  readonly id: string;
  /** Name of a route of `src-shared/http/contract.ts`. */
  readonly route: string;
  readonly params: Json;
  readonly body: Json;
  /** Revision of the object that the person saw when they changed it; null where there was none. */
  readonly baseRevision: number | null;
}

/** `stale`: the object has another revision meanwhile, and nothing was changed. `theirs`: as it is now. */
export type SendOutcome =
  | { readonly kind: 'done'; readonly items: readonly FeedItem[] }
  | { readonly kind: 'stale'; readonly theirs: FeedItem }
  | { readonly kind: 'refused'; readonly code: string };

/**
 * What the authority tells of one signed-in account, and what it takes from it. `signal` ends the wait; its reply is dropped then.
 * @throws AppError authorityUnreachable, authorityFailure, authorityBadReply, tooManyRequests, vaultUnavailable: to be tried again;
 *   signInRequired, signInExpired, termsRequired: the person has something to do first
 */
export interface ChangeFeed {
  /** @param cursor `next` of the page before, or null for all of it */
  pull(cursor: string | null, signal: AbortSignal): Promise<FeedPage>;
  /** May be repeated with the same `id` for as long as the authority keeps its reply. */
  send(change: OutgoingChange, signal: AbortSignal): Promise<SendOutcome>;
}
