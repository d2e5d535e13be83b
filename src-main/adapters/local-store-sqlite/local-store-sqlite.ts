import { randomBytes } from 'node:crypto';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { BATCH_MAX } from '../../local-store/object-table.ts';
import type { OpenStore } from '../../local-store/open-request.ts';
import { KEY_BYTES } from '../../local-store/seal.ts';
import { storeName } from '../../local-store/store-files.ts';
import type { StoreVerbs } from '../../local-store/store-rpc.ts';
import type { FeedItem } from '../../ports/change-feed.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Keyring } from '../../ports/keyring.ts';
import type { Draft, LocalStore, LocalStores, NewChange, QueuedChange, StoreBatch, StoredObject, StoreOpening, SyncMark } from '../../ports/local-store.ts';
import type { Log } from '../../ports/log.ts';
import { StoreThreadLink } from './store-thread-link.ts';

export interface LocalStoreSqliteDeps {
  /** Folder of the copies, made when it is needed. */
  readonly folder: string;
  readonly keyring: Keyring;
  /** File of src-main/local-store/store-thread.ts, or its bundle. */
  readonly threadEntry: string;
  /** Native part of better-sqlite3; null: where its package has it. */
  readonly addon: string | null;
  readonly clock: Clock;
  readonly log: Log;
}

type StorePage = ReturnType<StoreVerbs['page']>;

interface StoreKey {
  readonly key: Uint8Array | null;
  readonly keyIsNew: boolean;
}

/** A copy for each account and authority: one SQLite file, one key in the keyring, one thread. */
export function localStoresSqlite(deps: LocalStoreSqliteDeps): LocalStores {
  return {
    async open(account) {
      const name = storeName(account);
      const { key, keyIsNew } = await keyOf(deps, keyNameOf(name));
      const request = { folder: deps.folder, name, key, keyIsNew, now: deps.clock.now(), addon: deps.addon };
      const link = new StoreThreadLink(deps.threadEntry);
      try {
        const opening = await link.call('open', request);
        sayOpening(deps.log, opening);
        return new LocalStoreSqlite({ deps, link, request, opening });
      } catch (error) {
        await link.end();
        throw error;
      }
    },
  };
}

const keyNameOf = (store: string): string => `copy.${store}`;

/** The key of a copy, made where there is none. Without a keyring of the system there is no key either: nothing would outlive the program. */
async function keyOf({ keyring, log }: LocalStoreSqliteDeps, name: string): Promise<StoreKey> {
  if (keyring.kind === 'memory') return { key: null, keyIsNew: false };
  try {
    const known = decodeKey(await keyring.get(name));
    if (known !== null) return { key: known, keyIsNew: false };
    await keyring.set(name, randomBytes(KEY_BYTES).toString('base64url'));
    // What is there now counts: another process may have had the same idea.
    return { key: decodeKey(await keyring.get(name)), keyIsNew: true };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.event('localStore.noKey', { code: error.code });
    return { key: null, keyIsNew: false };
  }
}

function decodeKey(text: string | null): Uint8Array | null {
  const bytes = text === null ? null : Buffer.from(text, 'base64url');
  return bytes?.length === KEY_BYTES ? bytes : null;
}

function sayOpening(log: Log, { where, setAside }: StoreOpening): void {
  log.event('localStore.opened', { place: where.place, whyMemory: where.place === 'memory' ? where.why : null, setAside: setAside?.why ?? null });
}

class LocalStoreSqlite implements LocalStore {
  readonly #deps: LocalStoreSqliteDeps;
  readonly #link: StoreThreadLink;
  readonly #request: OpenStore;
  #opening: StoreOpening;

  constructor(parts: { readonly deps: LocalStoreSqliteDeps; readonly link: StoreThreadLink; readonly request: OpenStore; readonly opening: StoreOpening }) {
    this.#deps = parts.deps;
    this.#link = parts.link;
    this.#request = parts.request;
    this.#opening = parts.opening;
  }

  opening(): StoreOpening {
    return this.#opening;
  }

  async acknowledgeSetAside(): Promise<void> {
    await this.#link.call('acknowledgeSetAside');
    this.#opening = { ...this.#opening, setAside: null };
  }

  mark(): Promise<SyncMark> {
    return this.#link.call('mark');
  }

  async *readAll(kind: string): AsyncIterable<readonly StoredObject[]> {
    let coming: Promise<StorePage> | null = this.#page(kind, '');
    while (coming !== null) {
      const { objects, more }: StorePage = await coming;
      const last: string | undefined = objects.at(-1)?.id;
      // The thread reads on while this page is looked at; a failure is told when its page is asked for.
      coming = more && last !== undefined ? this.#page(kind, last) : null;
      coming?.catch(() => undefined);
      if (objects.length > 0) yield objects;
    }
  }

  #page(kind: string, after: string): Promise<StorePage> {
    return this.#link.call('page', kind, after);
  }

  read(kind: string, id: string): Promise<StoredObject | null> {
    return this.#link.call('read', kind, id);
  }

  async apply({ items, cursor, upToDateAt }: StoreBatch): Promise<void> {
    let from = 0;
    for (; items.length - from > BATCH_MAX; from += BATCH_MAX) {
      await this.#link.call('apply', { items: items.slice(from, from + BATCH_MAX), cursor: null, upToDateAt: null });
    }
    await this.#link.call('apply', { items: items.slice(from), cursor, upToDateAt });
  }

  enqueue(change: NewChange): Promise<void> {
    return this.#link.call('enqueue', change);
  }

  changes(): Promise<readonly QueuedChange[]> {
    return this.#link.call('changes');
  }

  next(): Promise<QueuedChange | null> {
    return this.#link.call('next');
  }

  markSending(id: string): Promise<void> {
    return this.#link.call('markSending', id);
  }

  markUnanswered(id: string, problem: string): Promise<void> {
    return this.#link.call('markUnanswered', id, problem);
  }

  settle(id: string, items: readonly FeedItem[]): Promise<void> {
    return this.#link.call('settle', id, items);
  }

  markConflict(id: string, theirs: FeedItem): Promise<void> {
    return this.#link.call('markConflict', id, theirs);
  }

  markRefused(id: string, problem: string): Promise<void> {
    return this.#link.call('markRefused', id, problem);
  }

  insist(id: string, newId: string): Promise<void> {
    return this.#link.call('insist', id, newId);
  }

  discard(id: string): Promise<void> {
    return this.#link.call('discard', id);
  }

  drafts(): Promise<readonly Draft[]> {
    return this.#link.call('drafts');
  }

  saveDraft(draft: Draft): Promise<void> {
    return this.#link.call('saveDraft', draft);
  }

  removeDraft(key: string): Promise<void> {
    return this.#link.call('removeDraft', key);
  }

  async rebuild(): Promise<StoreOpening> {
    this.#opening = await this.#link.call('open', { ...this.#request, keyIsNew: false, now: this.#deps.clock.now(), distrust: true });
    sayOpening(this.#deps.log, this.#opening);
    return this.#opening;
  }

  async close(): Promise<void> {
    // The log goes into the file here, where the thread is still there to do it.
    try {
      await this.#link.call('close');
    } finally {
      await this.#link.end();
    }
  }

  async wipe(): Promise<void> {
    try {
      await this.#link.call('wipe');
    } finally {
      await this.#link.end();
    }
    // Without its file a key opens nothing.
    await this.#deps.keyring.delete(keyNameOf(this.#request.name));
    this.#deps.log.event('localStore.wiped');
  }
}
