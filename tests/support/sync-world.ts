import { randomBytes } from 'node:crypto';
import { sealerOf } from '../../src-main/local-store/seal.ts';
import { openSqlite } from '../../src-main/local-store/sqlite.ts';
import { migrate } from '../../src-main/local-store/migrate.ts';
import { storeCore, type StoreCore } from '../../src-main/local-store/store-core.ts';
import type { ChangeFeed, FeedItem, FeedPage, Json, OutgoingChange, SendOutcome } from '../../src-main/ports/change-feed.ts';
import type { Clock } from '../../src-main/ports/clock.ts';
import type { LocalStore, NewChange, StoredObject } from '../../src-main/ports/local-store.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { SyncEngine } from '../../src-main/use-cases/sync/sync-engine.ts';
import type { SyncState } from '../../src-main/use-cases/sync/sync-state.ts';

const PAGE = 2;

/**
 * An authority with objects in revisions, a feed of them and idempotency keys, in memory. It counts how often each change was carried
 * out. `update` needs the revision it is based on; a body of "refused" is refused for good.
 */
export class ModelAuthority implements ChangeFeed {
  readonly objects = new Map<string, FeedItem>();
  readonly #feed: FeedItem[] = [];
  readonly #replies = new Map<string, SendOutcome>();
  /** Ids of carried-out changes, in order; one that is there twice was carried out twice. */
  readonly carriedOut: string[] = [];
  /** Bodies by key: one key never has two. */
  readonly #bodies = new Map<string, string>();
  problem: AppError | null = null;

  /** Somebody else changes an object. */
  write(id: string, data: Json | null): FeedItem {
    const revision = (this.objects.get(id)?.revision ?? 0) + 1;
    const item = { kind: 'request', id, revision, at: 1_700_000_000_000 + this.#feed.length, data };
    this.objects.set(id, item);
    this.#feed.push(item);
    return item;
  }

  async pull(cursor: string | null): Promise<FeedPage> {
    if (this.problem !== null) throw this.problem;
    const from = Number(cursor ?? 0);
    const items = this.#feed.slice(from, from + PAGE);
    return { items, next: String(from + items.length), upToDate: from + items.length === this.#feed.length };
  }

  async send({ id, params, body, baseRevision }: OutgoingChange): Promise<SendOutcome> {
    if (this.problem !== null) throw this.problem;
    const known = this.#bodies.get(id);
    const bytes = JSON.stringify([params, body, baseRevision]);
    if (known !== undefined && known !== bytes) throw new AppError('idempotencyMismatch');
    this.#bodies.set(id, bytes);
    const replied = this.#replies.get(id);
    if (replied !== undefined) return replied;
    const outcome = this.#carryOut(id, params as string, body, baseRevision);
    this.#replies.set(id, outcome);
    return outcome;
  }

  #carryOut(change: string, id: string, body: Json, baseRevision: number | null): SendOutcome {
    const now = this.objects.get(id);
    if (body === 'refused') return { kind: 'refused', code: 'forbidden' };
    if (now !== undefined && now.revision !== baseRevision) return { kind: 'stale', theirs: now };
    this.carriedOut.push(change);
    return { kind: 'done', items: [this.write(id, body)] };
  }
}

/** The real tables over a database in memory: what a file is, minus the disk. */
export function storeInMemory(): LocalStore {
  const db = openSqlite(':memory:', null);
  migrate(db);
  const core: StoreCore = storeCore(db, sealerOf(randomBytes(32)), { place: 'disk' });
  return {
    opening: () => core.opening(),
    acknowledgeSetAside: async () => core.acknowledgeSetAside(),
    mark: async () => core.mark(),
    async *readAll(kind) {
      for (let after = '', more = true; more; ) {
        const page = core.page(kind, after);
        yield page.objects;
        after = page.objects.at(-1)?.id ?? after;
        ({ more } = page);
      }
    },
    read: async (kind, id) => core.read(kind, id),
    apply: async (batch) => core.apply(batch),
    enqueue: async (change) => core.enqueue(change),
    changes: async () => core.changes(),
    next: async () => core.next(),
    markSending: async (id) => core.markSending(id),
    markUnanswered: async (id, problem) => core.markUnanswered(id, problem),
    settle: async (id, items) => core.settle(id, items),
    markConflict: async (id, theirs) => core.markConflict(id, theirs),
    markRefused: async (id, problem) => core.markRefused(id, problem),
    insist: async (id, newId) => core.insist(id, newId),
    discard: async (id) => core.discard(id),
    drafts: async () => core.drafts(),
    saveDraft: async (draft) => core.saveDraft(draft),
    removeDraft: async (key) => core.removeDraft(key),
    rebuild: async () => core.opening(),
    close: async () => core.close(),
    wipe: async () => core.close(),
  };
}

/** A clock that a test moves: whoever sleeps wakes when it has gone far enough. */
export class ManualClock implements Clock {
  #time = 1_700_000_000_000;
  readonly #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  now = (): number => this.#time;
  monotonic = (): number => this.#time;
  sleep(ms: number): Promise<void> {
    return new Promise((wake) => this.#sleepers.push({ at: this.#time + ms, wake }));
  }

  advance(ms: number): void {
    this.#time += ms;
    for (const sleeper of this.#sleepers.splice(0)) {
      if (sleeper.at <= this.#time) sleeper.wake();
      else this.#sleepers.push(sleeper);
    }
  }
}

export type FaultKind = 'killed' | 'lost';
/** The call that is struck, and on which side of its effect. `lost` strikes calls to the authority only. */
export interface Fault {
  readonly kind: FaultKind;
  readonly at: number;
  readonly when: 'before' | 'after';
}

/** No play needs as many. */
const CALLS_MAX = 5_000;

/** One life of the program: an engine over store and authority, whose calls are counted, and struck as told. */
export class ProgramLife {
  readonly engine: SyncEngine;
  readonly states: SyncState[] = [];
  /** Names of the calls so far: `store.next`, `feed.send`. */
  readonly calls: string[] = [];
  readonly died: Promise<void>;
  #dead = false;
  readonly #faults: Fault[];

  constructor(parts: { readonly store: LocalStore; readonly feed: ChangeFeed; readonly clock: Clock; readonly faults?: readonly Fault[] }) {
    this.#faults = [...(parts.faults ?? [])];
    const death = Promise.withResolvers<void>();
    this.died = death.promise;
    const struck = <T extends object>(target: T, name: string): T =>
      new Proxy(target, {
        get: (object, key) => {
          const member: unknown = Reflect.get(object, key);
          if (typeof member !== 'function' || key === 'opening') return member;
          return async (...args: readonly unknown[]) => {
            this.calls.push(`${name}.${String(key)}`);
            const at = this.calls.length;
            // One that turns in a circle leaves no turn to anybody: it stands still, and whoever waits for it says so.
            if (at > CALLS_MAX) this.#dead = true;
            await this.#strike(at, 'before', name, death.resolve);
            const value: unknown = await Reflect.apply(member, object, args);
            await this.#strike(at, 'after', name, death.resolve);
            return value;
          };
        },
      });
    this.engine = new SyncEngine({
      store: struck(parts.store, 'store'),
      feed: struck(parts.feed, 'feed'),
      clock: parts.clock,
      random: () => 0.5,
      log: { event: () => undefined },
      onState: (state) => void this.states.push(state),
      onChanged: () => undefined,
    });
  }

  /** Ends it. @throws Error when it does not come to its end, as where a call hangs that no sign-out may wait for */
  async stop(): Promise<void> {
    const stopping = this.engine.stop();
    for (let turn = 0; turn < 500 && this.engine.state.phase !== 'stopped'; turn++) await settled();
    if (this.engine.state.phase !== 'stopped') throw new Error(`never stopped: ${this.told()}`);
    await stopping;
  }

  /** Where it stands, for whoever has to find out why. */
  told(): string {
    return `${JSON.stringify(this.engine.state)} after call ${this.calls.length}, ${this.calls.slice(-5).join(', ')}`;
  }

  async #strike(at: number, when: Fault['when'], name: string, die: () => void): Promise<void> {
    const fault = this.#faults.find((candidate) => candidate.at === at && candidate.when === when);
    if (fault?.kind === 'killed') {
      this.#dead = true;
      die();
    }
    // A program that was killed does nothing more.
    if (this.#dead) await new Promise(() => undefined);
    if (fault?.kind === 'lost' && name === 'feed') throw new AppError('authorityUnreachable');
  }
}

/** Lets everything that can go on without the clock go on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Runs until nothing is to be done but to rest, moving the clock over pauses. */
export async function untilResting(life: ProgramLife, clock: ManualClock): Promise<void> {
  life.engine.start();
  for (let turn = 0; turn < 500; turn++) {
    await settled();
    if (life.engine.state.phase === 'resting' && life.engine.state.nextAt !== null) return;
    if (life.engine.state.phase === 'pausing') clock.advance(300_000);
  }
  throw new Error(`never at rest: ${life.told()}`);
}

export const update = (change: string, object: string, body: Json, baseRevision: number | null): NewChange => ({
  id: change,
  route: 'request.update',
  params: object,
  body,
  baseRevision,
  about: { kind: 'request', id: object },
  createdAt: 1,
});

export async function objectsOf(store: LocalStore): Promise<readonly StoredObject[]> {
  const all: StoredObject[] = [];
  for await (const page of store.readAll('request')) all.push(...page);
  return all;
}
