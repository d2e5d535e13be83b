import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { localStoresSqlite } from '../../src-main/adapters/local-store-sqlite/local-store-sqlite.ts';
import { systemClock } from '../../src-main/app/system-clock.ts';
import { BATCH_MAX } from '../../src-main/local-store/object-table.ts';
import type { FeedItem } from '../../src-main/ports/change-feed.ts';
import type { Keyring } from '../../src-main/ports/keyring.ts';
import type { LocalStore } from '../../src-main/ports/local-store.ts';
import { syncRound } from '../../src-main/use-cases/sync/sync-round.ts';
import { inTurn, quantile, ratioLine, timed, type BenchLine } from './in-turn.ts';

const ROWS = 100_000;
const DELTA = 100;
const SHOWN = 5_000;
const ROUNDS = 3;
const ENTRY = join(import.meta.dirname, '../../src-main/local-store/store-thread.ts');

const itemOf = (index: number, revision: number): FeedItem => ({
  kind: index < SHOWN ? 'request' : 'certificate',
  id: ids[index] ?? '',
  revision,
  at: 1_700_000_000_000 + index,
  data: {
    number: `D-2026-${index}`,
    product: 'Certificat qualifié RGS**, clé USB',
    establishment: 'Atelier Martin SARL, 12 rue de la République, 59000 Lille',
    holder: 'Camille Durand',
    email: `camille.durand.${index}@example.fr`,
    state: 'waiting',
    revision,
    timeline: [{ at: 1_700_000_000_000 + index, by: 'holder', what: 'filed' }, { at: 1_700_000_100_000 + index, by: 'office', what: 'checked' }],
  },
});
const ids = Array.from({ length: ROWS }, () => randomUUID());

/** One process of the peer: what a plain program would do with the same pages, nothing sealed and in the thread that asks. */
class RawCopy {
  /** Milliseconds that each transaction held its thread up. */
  readonly held: number[];
  readonly #db: SqliteDatabase.Database;

  constructor(file: string, held: number[]) {
    this.held = held;
    this.#db = new SqliteDatabase(file);
    this.#db.pragma('journal_mode = WAL');
    this.#db.pragma('synchronous = NORMAL');
    this.#db.exec('create table objects (kind text, id text, revision integer, updated_at integer, data text, primary key (kind, id)) without rowid; create table sync (cursor text)');
  }

  apply(items: readonly FeedItem[], cursor: string): void {
    const put = this.#db.prepare('insert or replace into objects values (?, ?, ?, ?, ?)');
    for (let from = 0; from < items.length; from += BATCH_MAX) {
      const started = performance.now();
      this.#db.transaction(() => {
        for (const { kind, id, revision, at, data } of items.slice(from, from + BATCH_MAX)) put.run(kind, id, revision, at, JSON.stringify(data));
        this.#db.prepare('delete from sync').run();
        this.#db.prepare('insert into sync values (?)').run(cursor);
      })();
      this.held.push(performance.now() - started);
    }
  }

  digest(): string {
    const hash = createHash('sha256');
    for (const row of this.#db.prepare<[], { id: string; data: string }>('select id, data from objects order by kind, id').iterate()) hash.update(`${row.id}${row.data}`);
    return hash.digest('hex');
  }

  readAll(): number {
    return this.#db.prepare<[string], { data: string }>('select data from objects where kind = ?').all('request').filter(({ data }) => JSON.parse(data) !== null).length;
  }

  close(): void {
    this.#db.close();
  }
}

/** B-sync: 100,000 objects for the first time, then a change of 100 of them, by the rounds of the program; beside the same rows inserted raw. */
export async function firstSync(): Promise<readonly BenchLine[]> {
  const folder = mkdtempSync(join(tmpdir(), 'clavis-bench-sync-'));
  const first = ids.map((_, index) => itemOf(index, 1));
  const delta = Array.from({ length: DELTA }, (_, index) => itemOf(index * 7, 2));
  const stalls: number[] = [];
  const held: number[] = [];
  let ours: LocalStore | null = null;
  let raw: RawCopy | null = null;
  let round = 0;
  try {
    const fill = async (): Promise<number> => {
      await ours?.close();
      ours = await openCopy(join(folder, `ours-${round++}`));
      const store = ours;
      const watch = watchLoop(stalls);
      const took = await timed(() => sync(store, first));
      watch();
      return took;
    };
    const fillRaw = async (): Promise<number> => {
      raw?.close();
      raw = new RawCopy(join(folder, `raw-${round++}`), held);
      const copy = raw;
      return timed(async () => copy.apply(first, 'end'));
    };
    const filled = await inTurn(ROUNDS, fill, fillRaw);
    const [copy, peer] = [ours as LocalStore | null, raw as RawCopy | null];
    if (copy === null || peer === null) throw new Error('B-sync: nothing was filled');
    const changed = await inTurn(ROUNDS, () => timed(() => sync(copy, delta)), () => timed(async () => peer.apply(delta, 'end')));
    if ((await digestOf(copy)) !== peer.digest()) throw new Error('B-sync: the copies differ');
    const shown = await inTurn(ROUNDS * 3, () => timed(() => count(copy)), () => timed(async () => peer.readAll()));
    const peerName = 'better-sqlite3, the same rows in clear, in the thread that asks';
    const stalled = { ours: quantile(stalls, 0.95), theirs: quantile(held.slice(0, (ROWS / BATCH_MAX) * ROUNDS), 0.95) };
    return [
      ratioLine({ id: 'B-sync-first', workload: `${ROWS} objects, sealed, in transactions of ${BATCH_MAX}`, peer: peerName, ...filled, unit: 'ms' }, 3),
      ratioLine({ id: 'B-sync-delta', workload: `${DELTA} objects of ${ROWS} changed`, peer: peerName, ...changed, unit: 'ms' }, 5),
      ratioLine({ id: 'B-sync-read', workload: `${SHOWN} objects of a kind read and opened`, peer: peerName, ...shown, unit: 'ms' }, 5),
      ratioLine({ id: 'B-sync-stall', workload: 'how long the asking thread stands still during the first sync, p95', peer: `${peerName}: one transaction`, ...stalled, unit: 'ms' }, 1),
    ];
  } finally {
    await (ours as LocalStore | null)?.close();
    (raw as RawCopy | null)?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function openCopy(folder: string): Promise<LocalStore> {
  const key = randomBytes(32).toString('base64url');
  const keyring: Keyring = { kind: 'system', whyMemory: null, get: async () => key, set: async () => undefined, delete: async () => true, close: async () => undefined };
  const stores = localStoresSqlite({ folder, keyring, threadEntry: ENTRY, addon: null, clock: systemClock, log: { event: () => undefined } });
  return stores.open({ accountId: 'bench', origin: 'https://authority.example' });
}

/** One round of the program over a feed that has these items in pages of 500. */
function sync(store: LocalStore, items: readonly FeedItem[]): Promise<void> {
  let from = 0;
  const pull = async () => {
    const page = items.slice(from, from + BATCH_MAX);
    from += BATCH_MAX;
    return { items: page, next: `${items.length}-${from}`, upToDate: from >= items.length };
  };
  return syncRound({
    store,
    feed: { pull, send: () => Promise.reject(new Error('B-sync sends nothing')) },
    clock: systemClock,
    signal: new AbortController().signal,
    onPhase: () => undefined,
    onChanged: () => undefined,
  });
}

async function count(store: LocalStore): Promise<void> {
  let seen = 0;
  for await (const page of store.readAll('request')) seen += page.length;
  if (seen !== SHOWN) throw new Error(`B-sync: ${seen} objects read`);
}

async function digestOf(store: LocalStore): Promise<string> {
  const hash = createHash('sha256');
  for (const kind of ['certificate', 'request']) {
    for await (const page of store.readAll(kind)) for (const { id, data } of page) hash.update(`${id}${JSON.stringify(data)}`);
  }
  return hash.digest('hex');
}

/** How late a timer of one millisecond is, again and again. @returns ends it */
function watchLoop(stalls: number[]): () => void {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    stalls.push(Math.max(0, now - last - 1));
    last = now;
  }, 1);
  return () => clearInterval(timer);
}
