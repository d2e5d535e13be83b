import type { FeedItem, Json, OutgoingChange } from './change-feed.ts';

/** Whose copy it is. */
export interface StoreAccount {
  readonly accountId: string;
  /** Origin of the authority. */
  readonly origin: string;
}

/** Makes the copy of an account available; one at a time for each account. */
export interface LocalStores {
  /** @throws AppError localCopyUnavailable only where the engine itself cannot be loaded: else there is a copy, in memory at worst. */
  open(account: StoreAccount): Promise<LocalStore>;
}

/**
 * `disk`: in a file, sealed with a key of the keyring. `memory`: ends with the program, and why. Where a file is there and cannot be
 * written, the copy in memory begins with what it holds.
 */
export type StorePlace = { readonly place: 'disk' } | { readonly place: 'memory'; readonly why: 'noKeyring' | 'readOnly' | 'full' | 'busy' | 'unavailable' };

/** A file that was put aside, and another begun; told at each opening until it was acknowledged. Files set aside are never deleted but by `wipe`. */
export interface SetAside {
  /** `newer`: written by a later version of this program. `keyLost`: its key is gone, or is another. */
  readonly why: 'damaged' | 'newer' | 'keyLost';
  readonly at: number;
  /** Name of the file, without its folder. */
  readonly file: string;
  /** Changes of its outbox that were carried over. */
  readonly changesKept: number;
  /** Changes that were in its outbox and cannot be read; null when not even their number can. */
  readonly changesLost: number | null;
}

export interface StoreOpening {
  readonly where: StorePlace;
  readonly setAside: SetAside | null;
}

export interface StoredObject {
  readonly kind: string;
  readonly id: string;
  readonly revision: number;
  readonly at: number;
  readonly data: Json;
}

/** How far the copy is: `cursor` of the feed, and when it was last known to be up to date, by this machine's clock. */
export interface SyncMark {
  readonly cursor: string | null;
  readonly syncedAt: number | null;
}

export interface StoreBatch {
  readonly items: readonly FeedItem[];
  readonly cursor: string;
  /** Set when nothing comes after this batch. */
  readonly upToDateAt: number | null;
}

/** The object that a change is about: changes of one object wait for each other. */
export interface ChangeSubject {
  readonly kind: string;
  readonly id: string;
}

export interface NewChange extends OutgoingChange {
  readonly about: ChangeSubject | null;
  readonly createdAt: number;
}

/**
 * `waiting`: to be sent. `sending`: sent, no verdict seen; it is sent again with the same key. `conflict`: the authority's version won,
 * a person decides. `refused`: will never be taken.
 */
export type ChangeState = 'waiting' | 'sending' | 'conflict' | 'refused';

export interface QueuedChange extends NewChange {
  readonly state: ChangeState;
  /** How often it went out. */
  readonly attempts: number;
  /** Code of the last thing that kept it from being taken. */
  readonly problem: string | null;
}

export interface Draft {
  readonly key: string;
  readonly updatedAt: number;
  readonly data: Json;
}

/**
 * The local copy of one account: objects as the authority has them, changes that it does not have yet, drafts. Each verb is one
 * transaction; what one has told is on the disk: of objects after a crash of the program, of changes and drafts also after one of
 * the machine.
 * @throws AppError localCopyDamaged (then `rebuild`), localCopyFull, localCopyReadOnly, localCopyBusy, localCopyUnavailable; nothing was changed
 */
export interface LocalStore {
  opening(): StoreOpening;
  acknowledgeSetAside(): Promise<void>;

  mark(): Promise<SyncMark>;
  /** All objects of a kind, some at a time, in the order of their ids. */
  readAll(kind: string): AsyncIterable<readonly StoredObject[]>;
  read(kind: string, id: string): Promise<StoredObject | null>;
  /**
   * Takes a batch over, in transactions of 500 items at most; the cursor moves with the last. Repeated, it changes nothing; an older
   * revision never replaces a newer one.
   */
  apply(batch: StoreBatch): Promise<void>;

  /** Adds a change at the end of the outbox. One with an id that is there already changes nothing. */
  enqueue(change: NewChange): Promise<void>;
  /** The outbox, oldest first. */
  changes(): Promise<readonly QueuedChange[]>;
  /** The first change to be sent. One whose object has an earlier change in conflict or refused waits for a person. */
  next(): Promise<QueuedChange | null>;
  markSending(id: string): Promise<void>;
  /** It could not be sent, or nobody answered: it stays first. */
  markUnanswered(id: string, problem: string): Promise<void>;
  /** It was taken: gone from the outbox, `items` taken over, later changes of its object are based on what it made. */
  settle(id: string, items: readonly FeedItem[]): Promise<void>;
  /** The other version is taken over; this one stays beside it. */
  markConflict(id: string, theirs: FeedItem): Promise<void>;
  markRefused(id: string, problem: string): Promise<void>;
  /** A person insists on their version: the change as a new one (new key, based on what is there now), in the same place. */
  insist(id: string, newId: string): Promise<void>;
  /** A person gives the change up. */
  discard(id: string): Promise<void>;

  drafts(): Promise<readonly Draft[]>;
  saveDraft(draft: Draft): Promise<void>;
  removeDraft(key: string): Promise<void>;

  /** Sets the file aside as damaged and begins another, with what can be read of outbox and drafts. */
  rebuild(): Promise<StoreOpening>;
  close(): Promise<void>;
  /** Forgets all of it: key, file, and what was set aside of this account. Overwritten where the disk lets one. @throws AppError keyringUnavailable when the key alone stays */
  wipe(): Promise<void>;
}
