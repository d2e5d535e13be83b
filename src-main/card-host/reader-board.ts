import type { CardServiceState, TokenView } from '../../src-shared/domain/views.ts';
import type { Problem } from '../../src-shared/errors/error-table.ts';
import { ReaderQueue } from '../card/reader-queue/reader-queue.ts';
import type { CardSnapshot } from '../ports/card-host.ts';
import type { Clock } from '../ports/clock.ts';
import { bugOf, type Log } from '../ports/log.ts';
import type { ReaderStatus, SmartCardService } from '../ports/smart-card-service.ts';
import { readerIdOf, type KnownReader } from './known-reader.ts';
import { bareToken } from './read-token.ts';
import { ServiceList } from './service-list.ts';

/** How often it is asked whether a token that another program keeps is free again, where no event would tell. */
export const BUSY_RETRY_MS = 3000;

interface BoardEntry {
  readonly reader: KnownReader;
  readonly token: TokenView | null;
  /** Counts insertions: an answer about an earlier one is thrown away. */
  readonly insertion: number;
}

export type Gone = 'tokenRemoved' | 'readerRemoved' | 'serviceStopped';

export interface BoardDeps {
  readonly services: readonly SmartCardService[];
  readonly clock: Clock;
  readonly log: Log;
  /** Never throws. `known`: what was read of this token before, whose certificates need not be read again. */
  readonly read: (reader: KnownReader, known: TokenView | null) => Promise<TokenView>;
  /** True when no other program keeps the token of this reader. Asked outside the reader's queue. Never throws. */
  readonly isFree: (reader: KnownReader) => Promise<boolean>;
  /** The token of this reader is held for an act: it is shown as it was and not read. */
  readonly isHeld: (readerId: string) => boolean;
  /** The reader lost its token, or is gone itself, alone or with its service. */
  readonly onGone: (readerId: string, what: Gone) => void;
}

/** What there is to see: readers and tokens of all services, kept up to date. Lists are quick; tokens are read in their reader's queue. */
export class ReaderBoard {
  readonly #deps: BoardDeps;
  readonly #lists: readonly ServiceList[];
  readonly #listeners = new Set<(snapshot: CardSnapshot) => void>();
  readonly #waitingReads = new Map<string, Promise<void>>();
  #entries: ReadonlyMap<string, BoardEntry> = new Map();
  #retryingBusy = false;
  #stopped = false;
  #shown = '';

  constructor(deps: BoardDeps) {
    this.#deps = deps;
    this.#lists = deps.services.map((service) => new ServiceList(service, { ...deps, onListed: () => this.#take() }));
  }

  start(): void {
    for (const list of this.#lists) list.start();
  }

  stop(): void {
    this.#stopped = true;
    for (const list of this.#lists) list.stop();
    this.#listeners.clear();
  }

  onChange(listener: (snapshot: CardSnapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  readers(): readonly KnownReader[] {
    return [...this.#entries.values()].map(({ reader }) => reader);
  }

  tokenIn(readerId: string): TokenView | null {
    return this.#entries.get(readerId)?.token ?? null;
  }

  snapshot(): CardSnapshot {
    const entries = [...this.#entries.values()];
    const service = this.#serviceState();
    return {
      service,
      serviceProblem: this.#serviceProblem(service),
      readers: entries.map(({ reader: { readerId, status } }) => ({
        readerId,
        name: status.name,
        virtual: status.virtual,
        tokenPresent: status.present,
      })),
      tokens: entries.flatMap(({ token }) => token ?? []),
    };
  }

  /** Lists every service once more from now; one that hangs is not waited for. */
  async list(): Promise<void> {
    await Promise.all(this.#lists.map((list) => list.settled()));
  }

  /** Reads every token again, mute ones too, and resolves when all are read: a person asked for it. */
  async refresh(): Promise<void> {
    await this.list();
    await Promise.all(this.readers().map(({ readerId }) => this.#read(readerId, 'whole')));
  }

  /**
   * Reads the token of one reader again: `whole`, or only its serial and counter while it is still the same one.
   * A reading that waits its turn serves everybody who asks for the same. A mute card is left alone. Never throws.
   */
  reread(readerId: string, what: 'whole' | 'counter' = 'whole'): Promise<void> {
    const mute = this.#entries.get(readerId)?.reader.status.mute ?? false;
    return mute ? Promise.resolve() : this.#read(readerId, what);
  }

  #read(readerId: string, what: 'whole' | 'counter'): Promise<void> {
    const entry = this.#entries.get(readerId);
    if (entry === undefined || !entry.reader.status.present || this.#stopped) return Promise.resolve();
    const key = `${readerId} ${entry.insertion} ${what}`;
    const waiting = this.#waitingReads.get(key);
    if (waiting !== undefined) return waiting;
    const { reader, insertion } = entry;
    const reading = reader.queue
      .run(async () => {
        this.#waitingReads.delete(key);
        if (this.#deps.isHeld(readerId) || this.#isStale(readerId, insertion)) return;
        const token = await this.#deps.read(reader, what === 'counter' ? this.tokenIn(readerId) : null);
        if (this.#isStale(readerId, insertion)) return;
        this.#put(readerId, { reader: this.#current(reader), token, insertion });
        if (token.state === 'busy') void this.#retryBusy();
      })
      .catch((error: unknown) => {
        // The queue is full: the reader hangs, and the reading under way will show it.
        this.#waitingReads.delete(key);
        this.#deps.log.event('card.reread.skipped', { where: bugOf(error) });
      });
    this.#waitingReads.set(key, reading);
    return reading;
  }

  /** Brings the board up to what the services said last. */
  #take(): void {
    if (this.#stopped) return;
    const before = this.#entries;
    const toRead: string[] = [];
    const now = new Map<string, BoardEntry>();
    this.#lists.forEach(({ service, state }, index) => {
      for (const status of state?.readers ?? []) {
        const readerId = readerIdOf(index, status.name);
        const entry = entryOf(before.get(readerId), { service, status, readerId });
        if (entry.insertion !== (before.get(readerId)?.insertion ?? 0) && !status.mute) toRead.push(readerId);
        now.set(readerId, entry);
      }
    });
    this.#entries = now;
    for (const [readerId, { reader }] of before) this.#tellIfGone(readerId, reader);
    this.#show();
    for (const readerId of toRead) void this.reread(readerId);
  }

  #tellIfGone(readerId: string, before: KnownReader): void {
    const now = this.#entries.get(readerId)?.reader;
    if (now === undefined) {
      const serviceGone = this.#lists.find(({ service }) => service === before.service)?.state?.readers === null;
      this.#deps.onGone(readerId, serviceGone ? 'serviceStopped' : 'readerRemoved');
    } else if (before.status.present && (!now.status.present || isExchanged(before.status, now.status))) {
      this.#deps.onGone(readerId, 'tokenRemoved');
    }
  }

  #serviceState(): CardServiceState {
    const entries = [...this.#entries.values()];
    if (entries.some(({ token }) => token !== null)) return 'ready';
    if (entries.length > 0) return 'noToken';
    const states = this.#lists.flatMap(({ state }) => state ?? []);
    if (states.length < this.#lists.length) return 'starting';
    return states.some(({ readers }) => readers !== null) ? 'noReader' : 'noService';
  }

  #serviceProblem(service: CardServiceState): Problem | null {
    const [problem] = this.#lists.flatMap(({ state }) => state?.problem ?? []);
    return problem ?? (service === 'noService' ? { code: 'serviceAbsent', details: {} } : null);
  }

  /** Where another program keeps a token in a transaction of its own, no event says when it lets go. */
  async #retryBusy(): Promise<void> {
    if (this.#retryingBusy) return;
    this.#retryingBusy = true;
    const busy = (): readonly KnownReader[] =>
      [...this.#entries.values()].flatMap(({ reader, token }) => (token?.state === 'busy' ? [reader] : []));
    while (!this.#stopped && busy().length > 0) {
      await this.#deps.clock.sleep(BUSY_RETRY_MS);
      if (this.#stopped) break;
      await Promise.all(
        busy().map(async (reader) => {
          if (!this.#deps.isHeld(reader.readerId) && (await this.#deps.isFree(reader))) await this.reread(reader.readerId);
        }),
      );
    }
    this.#retryingBusy = false;
  }

  #isStale(readerId: string, insertion: number): boolean {
    const entry = this.#entries.get(readerId);
    return this.#stopped || entry === undefined || entry.insertion !== insertion || !entry.reader.status.present;
  }

  /** The reader as listed last: a listing may have come between the start and the end of a reading. */
  #current(reader: KnownReader): KnownReader {
    return this.#entries.get(reader.readerId)?.reader ?? reader;
  }

  #put(readerId: string, entry: BoardEntry): void {
    const entries = new Map(this.#entries);
    entries.set(readerId, entry);
    this.#entries = entries;
    this.#show();
  }

  /** Tells the listeners, once for each difference. */
  #show(): void {
    const snapshot = this.snapshot();
    const shown = JSON.stringify(snapshot);
    if (shown === this.#shown) return;
    this.#shown = shown;
    for (const listener of this.#listeners) listener(snapshot);
  }
}

/** Another card than before, or the same one taken out and put back. */
function isExchanged(before: ReaderStatus, now: ReaderStatus): boolean {
  return before.events !== now.events || !Buffer.from(before.atr).equals(now.atr);
}

/** The entry of a reader that has just been listed. One whose `insertion` moved on has a token that must be read. */
function entryOf(before: BoardEntry | undefined, listed: Omit<KnownReader, 'queue'>): BoardEntry {
  const reader: KnownReader = { ...listed, queue: before?.reader.queue ?? new ReaderQueue() };
  const { status } = listed;
  const insertion = before?.insertion ?? 0;
  if (!status.present) return { reader, token: null, insertion };
  const was = before?.reader.status;
  const token = before?.token ?? null;
  if (was !== undefined && token !== null && !isExchanged(was, status) && was.mute === status.mute) {
    // A token that was busy is read as soon as nobody holds its reader any more.
    const freed = token.state === 'busy' && was.exclusive && !status.exclusive;
    if (!freed) return { reader, token, insertion };
  }
  const fresh = status.mute ? bareToken(reader, 'unreadable', { code: 'tokenUnreadable', details: {} }) : bareToken(reader, 'reading');
  return { reader, token: fresh, insertion: insertion + 1 };
}
