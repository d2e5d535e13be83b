import pg from 'pg';
import { isPostgresUrl } from './database-location.ts';
import { CHANGES_CHANNEL } from './put-change.ts';

/** @param accountId whose account changed; null: perhaps anybody's */
export type Heard = (accountId: string | null) => void;

/** Somebody who is told of commits. What they hear is a hint: the table `changes` says what is so. */
export interface Ear {
  close(): Promise<void>;
}

/** How long after a lost connection it is tried again, in milliseconds. */
const AGAIN_MS = 2_000;
const CONNECT_MS = 10_000;

/**
 * Hears of changes of accounts: on PostgreSQL those that any instance committed (LISTEN), on SQLite those of this process.
 * @param own tells of this process's commits and returns how to stop it
 * @param onLost told that PostgreSQL was lost, with its code; it is found again by itself
 */
export function hearChanges(location: string, own: (told: () => void) => () => void, heard: Heard, onLost: (code: string) => void): Ear {
  if (isPostgresUrl(location)) return new PostgresEar(location, heard, onLost);
  const stop = own(() => heard(null));
  return { close: async () => stop() };
}

/** One connection that only listens. */
class PostgresEar implements Ear {
  readonly #url: string;
  readonly #heard: Heard;
  readonly #onLost: (code: string) => void;
  #client: pg.Client | null = null;
  #timer: NodeJS.Timeout | null = null;
  #connecting: Promise<void>;
  #closed = false;

  constructor(url: string, heard: Heard, onLost: (code: string) => void) {
    this.#url = url;
    this.#heard = heard;
    this.#onLost = onLost;
    this.#connecting = this.#connect();
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#connecting;
    await this.#client?.end();
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url, application_name: 'clavis-authority', connectionTimeoutMillis: CONNECT_MS, keepAlive: true, keepAliveInitialDelayMillis: 10_000 });
    const lost = (cause?: unknown): void => {
      if (this.#client === client) this.#again(cause);
    };
    this.#client = client;
    client.on('error', lost);
    client.on('end', () => lost());
    client.on('notification', ({ payload }) => this.#heard(payload ?? null));
    try {
      await client.connect();
      await client.query(`listen ${CHANGES_CHANNEL}`);
      // For what was committed while nobody listened.
      this.#heard(null);
    } catch (cause) {
      await client.end().catch(() => undefined);
      lost(cause);
    }
  }

  #again(cause: unknown): void {
    this.#client = null;
    if (this.#closed) return;
    this.#onLost(cause instanceof Error && 'code' in cause ? String(cause.code) : 'ended');
    this.#timer = setTimeout(() => void (this.#connecting = this.#connect()), AGAIN_MS);
    this.#timer.unref();
  }
}
