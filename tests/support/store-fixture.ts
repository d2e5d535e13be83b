import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localStoresSqlite } from '../../src-main/adapters/local-store-sqlite/local-store-sqlite.ts';
import { storeFile, storeName } from '../../src-main/local-store/store-files.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { FeedItem } from '../../src-main/ports/change-feed.ts';
import type { Keyring, KeyringTrouble } from '../../src-main/ports/keyring.ts';
import type { LocalStore, NewChange, StoreAccount, StoredObject } from '../../src-main/ports/local-store.ts';

export const STORE_THREAD = join(import.meta.dirname, '../../src-main/local-store/store-thread.ts');
export const ACCOUNT: StoreAccount = { accountId: '0f8c1e6e-6d0a-4c5e-9a53-0d6e9d0f5f11', origin: 'https://authority.example' };
export const OTHER_ACCOUNT: StoreAccount = { ...ACCOUNT, accountId: '7c0a4b1d-1111-4222-8333-944444444444' };

/** The keyring of a system, in a map; `trouble` makes each call fail with it. */
export class FakeKeyring implements Keyring {
  readonly kind = 'system';
  readonly whyMemory = null;
  readonly secrets = new Map<string, string>();
  trouble: KeyringTrouble | null = null;

  async get(name: string): Promise<string | null> {
    this.#check();
    return this.secrets.get(name) ?? null;
  }

  async set(name: string, secret: string): Promise<void> {
    this.#check();
    this.secrets.set(name, secret);
  }

  async delete(name: string): Promise<boolean> {
    this.#check();
    return this.secrets.delete(name);
  }

  async close(): Promise<void> {
    this.secrets.clear();
  }

  #check(): void {
    if (this.trouble !== null) throw new AppError('keyringUnavailable', { why: this.trouble });
  }
}

/** A folder with copies, a keyring, and the real adapter with its thread over them. */
export class StoreFixture {
  readonly folder: string;
  readonly keyring = new FakeKeyring();
  readonly log: string[] = [];
  now = Date.UTC(2026, 10, 25, 12);
  readonly #open: LocalStore[] = [];
  readonly #owned: boolean;

  /** @param folder of somebody else's, which stays */
  constructor(folder?: string) {
    this.#owned = folder === undefined;
    this.folder = folder ?? join(mkdtempSync(join(tmpdir(), 'clavis-store-')), 'copies');
  }

  get file(): string {
    return storeFile(this.folder, storeName(ACCOUNT));
  }

  files(): readonly string[] {
    return readdirSync(this.folder).toSorted();
  }

  async open(account = ACCOUNT, keyring: Keyring = this.keyring): Promise<LocalStore> {
    const stores = localStoresSqlite({
      folder: this.folder,
      keyring,
      threadEntry: STORE_THREAD,
      addon: null,
      clock: { now: () => this.now, monotonic: () => performance.now(), sleep: async () => undefined },
      log: { event: (name, fields) => void this.log.push(JSON.stringify({ name, ...fields })) },
    });
    const store = await stores.open(account);
    this.#open.push(store);
    return store;
  }

  async close(): Promise<void> {
    for (const store of this.#open) await store.close().catch(() => undefined);
    if (this.#owned) rmSync(join(this.folder, '..'), { recursive: true, force: true });
  }
}

export const item = (id: string, revision = 1, more: Partial<FeedItem> = {}): FeedItem => ({
  kind: 'request',
  id,
  revision,
  at: 1_700_000_000_000 + revision,
  data: { holder: 'Camille Durand', note: `${id} in revision ${revision}` },
  ...more,
});

export const change = (more: Partial<NewChange> = {}): NewChange => ({
  id: randomUUID(),
  route: 'request.update',
  params: { id: 'r1' },
  body: { establishment: 'Atelier Martin SARL' },
  baseRevision: 1,
  about: { kind: 'request', id: 'r1' },
  createdAt: 1_700_000_000_000,
  ...more,
});

export async function readPages(store: LocalStore, kind = 'request'): Promise<readonly (readonly StoredObject[])[]> {
  const pages: (readonly StoredObject[])[] = [];
  for await (const page of store.readAll(kind)) pages.push(page);
  return pages;
}

export const readKind = async (store: LocalStore, kind = 'request'): Promise<readonly StoredObject[]> => (await readPages(store, kind)).flat();
