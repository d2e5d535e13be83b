import type { SentEvent, SentEvents } from '../../src-shared/http/route-shape.ts';
import type { Actor } from '../access/actor.ts';
import { isSessionOpen } from '../access/session-limits.ts';
import type { Ear, Heard } from '../db/hear-changes.ts';
import type { Deps } from '../deps.ts';
import { listSessionsById } from '../repositories/account-sessions.ts';
import { newestChanges, readChangeHead } from '../repositories/changes.ts';
import { ChangeStream } from './change-stream.ts';

export interface ChangeStreamsParts extends Pick<Deps, 'db' | 'clock' | 'log'> {
  /** Begins to hear of commits; called when the first stream opens. */
  readonly hear: (heard: Heard) => Ear;
}

/** Of one account on one instance; another one takes the place of the oldest, whose caller may be long gone without a word. */
export const STREAMS_MAX = 5;
/** How often sessions are looked at, and the table of changes: also where nothing is heard (a proxy of the database, a lost connection). */
const LOOK_MS = 2_000;
/** A comment with each tenth look: proxies cut off a line that is silent for a minute. */
const LOOKS_TO_COMMENT = 10;

/** The open streams of this instance. Where there is none, it asks the database nothing. */
export class ChangeStreams {
  readonly #parts: ChangeStreamsParts;
  readonly #streams = new Set<ChangeStream>();
  #ear: Ear | null = null;
  #timer: NodeJS.Timeout | null = null;
  #looks = 0;
  /** The newest number that was looked at; null: nobody has looked yet. */
  #seen: number | null = null;
  #looking: Promise<void> | null = null;
  #again = false;
  #closed = false;

  constructor(parts: ChangeStreamsParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#streams.size;
  }

  /** One that begins when it is read, and ends with the session, with its reader, or when the authority stops. */
  async streamOf({ accountId, sessionId }: Actor): Promise<SentEvents> {
    this.#seen ??= (await readChangeHead(this.#parts.db)).seq;
    return { open: (signal) => this.#events(new ChangeStream(accountId, sessionId), signal) };
  }

  /** Looks at sessions and at the table; the timer does it by itself. */
  async tick(): Promise<void> {
    this.#looks++;
    if (this.#looks % LOOKS_TO_COMMENT === 0) for (const stream of this.#streams) stream.comment();
    try {
      await this.#endWithSessions();
    } catch (cause) {
      this.#notLooked(cause);
    }
    await this.#look();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#rest();
    for (const stream of this.#streams) stream.end();
    await this.#ear?.close();
    await this.#looking;
  }

  async *#events(stream: ChangeStream, signal: Parameters<SentEvents['open']>[0]): AsyncGenerator<SentEvent> {
    if (this.#closed || signal.aborted) return;
    const onGone = (): void => stream.end();
    signal.addEventListener('abort', onGone, { once: true });
    this.#add(stream);
    try {
      yield { comment: 'listening' };
      yield* stream.events();
    } finally {
      signal.removeEventListener('abort', onGone);
      this.#streams.delete(stream);
      if (this.#streams.size === 0) this.#rest();
    }
  }

  #add(stream: ChangeStream): void {
    const others = [...this.#streams].filter(({ accountId, ended }) => accountId === stream.accountId && !ended);
    for (const oldest of others.slice(0, Math.max(0, others.length - STREAMS_MAX + 1))) oldest.end();
    this.#streams.add(stream);
    this.#ear ??= this.#parts.hear((accountId) => this.#heard(accountId));
    this.#timer ??= setInterval(() => void this.tick(), LOOK_MS).unref();
  }

  #rest(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #heard(accountId: string | null): void {
    if (accountId !== null && ![...this.#streams].some((stream) => stream.accountId === accountId)) return;
    void this.#look();
  }

  /** One look at a time; what is heard meanwhile makes one more. */
  #look(): Promise<void> {
    this.#again = true;
    this.#looking ??= this.#lookWhileAsked().finally(() => (this.#looking = null));
    return this.#looking;
  }

  async #lookWhileAsked(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      if (this.#streams.size === 0) return;
      try {
        await this.#tellChanged();
      } catch (cause) {
        this.#notLooked(cause);
      }
    }
  }

  async #tellChanged(): Promise<void> {
    const { db } = this.#parts;
    const { seq } = await readChangeHead(db);
    const seen = this.#seen ?? 0;
    if (seq === seen) return;
    // Accounts are gathered after the head was read: whoever came meanwhile misses nothing that comes after it.
    const newest = await newestChanges(db, [...new Set([...this.#streams].map(({ accountId }) => accountId))], seen);
    this.#seen = seq;
    for (const stream of this.#streams) stream.tell(newest.get(stream.accountId) ?? 0);
  }

  async #endWithSessions(): Promise<void> {
    const { db, clock } = this.#parts;
    const asked = [...this.#streams];
    if (asked.length === 0) return;
    const sessions = await listSessionsById(db, [...new Set(asked.map(({ sessionId }) => sessionId))]);
    const open = new Set(sessions.filter((one) => one.ended_at === null && one.disabled_at === null && isSessionOpen(one, one.role, clock.now())).map(({ id }) => id));
    for (const stream of asked) if (!open.has(stream.sessionId)) stream.end();
  }

  #notLooked(cause: unknown): void {
    this.#parts.log.warn({ error: cause instanceof Error ? cause.name : 'unknown' }, 'changes not looked at');
  }
}
