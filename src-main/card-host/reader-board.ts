import type { CardServiceState, TokenView } from '../../src-shared/domain/views.ts';
import { ReaderQueue } from '../card/reader-queue/reader-queue.ts';
import type { CardSnapshot } from '../ports/card-host.ts';
import type { Clock } from '../ports/clock.ts';
import { bugOf, type Log } from '../ports/log.ts';
import { PcscError, type ReaderStatus, type SmartCardService } from '../ports/smart-card-service.ts';
import { readerIdOf, type KnownReader } from './known-reader.ts';
import { bareToken } from './read-token.ts';

/** A service that was not there is asked again after these waits, the last one for ever (PC/SC stops and starts as it likes). */
const SERVICE_WAITS_MS: readonly number[] = [500, 1000, 2000];
const SERVICE_WAIT_MAX_MS = 5000;

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
  /** The token of this reader is held for an act: it is shown as it was and not read. */
  readonly isHeld: (readerId: string) => boolean;
  /** The reader lost its token, or is gone itself, alone or with its service. */
  readonly onGone: (readerId: string, what: Gone) => void;
}

/** What there is to see: readers and tokens of all services, kept up to date. Lists are quick; tokens are read in their reader's queue. */
export class ReaderBoard {
  readonly #deps: BoardDeps;
  readonly #listeners = new Set<(snapshot: CardSnapshot) => void>();
  readonly #undo: (() => void)[] = [];
  readonly #waitingReads = new Map<string, Promise<void>>();
  #entries: ReadonlyMap<string, BoardEntry> = new Map();
  #service: CardServiceState = 'starting';
  #listing: Promise<void> | null = null;
  #listAgain = false;
  #serviceAbsent = false;
  #waitingForService = false;
  #stopped = false;
  #shown = '';

  constructor(deps: BoardDeps) {
    this.#deps = deps;
  }

  start(): void {
    for (const service of this.#deps.services) this.#undo.push(service.watch(() => this.#listSoon()));
    this.#listSoon();
  }

  stop(): void {
    this.#stopped = true;
    for (const undo of this.#undo) undo();
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
    return {
      service: this.#service,
      readers: entries.map(({ reader: { readerId, status } }) => ({
        readerId,
        name: status.name,
        virtual: status.virtual,
        tokenPresent: status.present,
      })),
      tokens: entries.flatMap(({ token }) => token ?? []),
    };
  }

  /** Lists once more from now; calls while one is under way share the next one. */
  list(): Promise<void> {
    if (this.#listing !== null) {
      this.#listAgain = true;
      return this.#listing;
    }
    this.#listing = this.#listUntilCurrent().finally(() => (this.#listing = null));
    return this.#listing;
  }

  /** Reads every token again, and resolves when all are read. */
  async refresh(): Promise<void> {
    await this.list();
    await Promise.all(this.readers().map(({ readerId }) => this.reread(readerId)));
  }

  /**
   * Reads the token of one reader again: `whole`, or only its serial and counter while it is still the same one.
   * A reading that waits its turn serves everybody who asks for the same. Never throws.
   */
  reread(readerId: string, what: 'whole' | 'counter' = 'whole'): Promise<void> {
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
        if (!this.#isStale(readerId, insertion)) this.#put(readerId, { reader: this.#current(reader), token, insertion });
      })
      .catch((error: unknown) => {
        // The queue is full: the reader hangs, and the reading under way will show it.
        this.#waitingReads.delete(key);
        this.#deps.log.event('card.reread.skipped', { where: bugOf(error) });
      });
    this.#waitingReads.set(key, reading);
    return reading;
  }

  #listSoon(): void {
    if (!this.#stopped) void this.list();
  }

  async #listUntilCurrent(): Promise<void> {
    do {
      this.#listAgain = false;
      const lists = await Promise.all(this.#deps.services.map((service, index) => this.#listOne(service, index)));
      if (this.#stopped) return;
      this.#take(lists);
    } while (this.#listAgain);
  }

  /** Null: this service is not there. */
  async #listOne(service: SmartCardService, index: number) {
    try {
      const statuses = await service.listReaders();
      return statuses.map((status) => ({ service, status, readerId: readerIdOf(index, status.name) }));
    } catch (error) {
      this.#deps.log.event('card.service.absent', { scard: error instanceof PcscError ? error.scard : bugOf(error) });
      return null;
    }
  }

  #take(lists: readonly (readonly { service: SmartCardService; status: ReaderStatus; readerId: string }[] | null)[]): void {
    const before = this.#entries;
    const toRead: string[] = [];
    this.#entries = new Map(
      lists.flat().flatMap((listed) => {
        if (listed === null) return [];
        const entry = this.#entryOf(before.get(listed.readerId), listed);
        if (entry.insertion !== (before.get(listed.readerId)?.insertion ?? 0)) toRead.push(listed.readerId);
        return [[listed.readerId, entry] as const];
      }),
    );
    for (const [readerId, { reader }] of before) {
      const now = this.#entries.get(readerId);
      const serviceGone = lists[this.#deps.services.indexOf(reader.service)] === null;
      if (now === undefined) this.#deps.onGone(readerId, serviceGone ? 'serviceStopped' : 'readerRemoved');
      else if (reader.status.present && !now.reader.status.present) this.#deps.onGone(readerId, 'tokenRemoved');
    }
    this.#service = this.#serviceState(lists);
    this.#serviceAbsent = lists.includes(null);
    this.#show();
    for (const readerId of toRead) void this.reread(readerId);
    void this.#waitForService();
  }

  #entryOf(before: BoardEntry | undefined, listed: Omit<KnownReader, 'queue'>): BoardEntry {
    const reader: KnownReader = { ...listed, queue: before?.reader.queue ?? new ReaderQueue() };
    const { status } = listed;
    const insertion = before?.insertion ?? 0;
    if (!status.present) return { reader, token: null, insertion };
    const token = before?.token ?? null;
    const same = before !== undefined && token !== null && Buffer.from(before.reader.status.atr).equals(status.atr);
    // A token that was busy is read as soon as nobody holds its reader any more.
    const freed = token?.state === 'busy' && !status.exclusive;
    if (same && !freed) return { reader, token, insertion };
    return { reader, token: bareToken(reader, 'reading'), insertion: insertion + 1 };
  }

  #serviceState(lists: readonly (readonly unknown[] | null)[]): CardServiceState {
    const entries = [...this.#entries.values()];
    if (entries.some(({ token }) => token !== null)) return 'ready';
    if (entries.length > 0) return 'noToken';
    return lists.some((list) => list !== null) ? 'noReader' : 'noService';
  }

  async #waitForService(): Promise<void> {
    if (this.#waitingForService) return;
    this.#waitingForService = true;
    for (let round = 0; this.#serviceAbsent && !this.#stopped; round++) {
      await this.#deps.clock.sleep(SERVICE_WAITS_MS[round] ?? SERVICE_WAIT_MAX_MS);
      if (!this.#stopped) await this.list();
    }
    this.#waitingForService = false;
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
