import pg from 'pg';
import { PostgresDialect, type Driver } from 'kysely';
import { OneWriterDriver } from './one-writer-driver.ts';

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`; never logged. */
  readonly url: string;
  /** Connections for reads and single statements; transactions that write have two of their own besides. */
  readonly poolMax: number;
  /** Told that a connection nobody was using was lost; the pool makes another one when it is needed. */
  readonly onConnectionLost?: (code: string) => void;
  /** Given the pools, to look at. */
  readonly onPools?: (pools: DatabasePools) => void;
}

/** How many connections there are. */
export type DatabasePools = Readonly<Record<'readers' | 'writers', { readonly totalCount: number; readonly idleCount: number; readonly waitingCount: number }>>;

/** How long anything waits for a connection, for the lock of the writer, or for the server to come back: as long as on SQLite. */
export const DATABASE_WAIT_MS = 10_000;
const STATEMENT_MS = 30_000;
/** Of one instance one transaction writes and the next one is already at the server, waiting for the lock. */
const WRITERS = 2;
const INT8 = 20;
const NUMERIC = 1700;

class OneWriterPostgresDialect extends PostgresDialect {
  readonly #pools: { readonly readers: pg.Pool; readonly writers: pg.Pool };

  constructor(pools: { readonly readers: pg.Pool; readonly writers: pg.Pool }) {
    super({ pool: pools.readers });
    this.#pools = pools;
  }

  override createDriver(): Driver {
    return new OneWriterDriver(this.#pools);
  }
}

/** PostgreSQL: one writer at a time over all instances (ADR 12), int8 as numbers, no wait without an end. */
export function postgresDialect(options: PostgresOptions): PostgresDialect {
  const pools = { readers: makePool(options, options.poolMax), writers: makePool(options, WRITERS) };
  options.onPools?.(pools);
  return new OneWriterPostgresDialect(pools);
}

function makePool({ url, onConnectionLost }: PostgresOptions, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: 'clavis-authority',
    connectionTimeoutMillis: DATABASE_WAIT_MS,
    idleTimeoutMillis: 60_000,
    // A server that moved is found again, whatever its address resolved to before.
    maxLifetimeSeconds: 1_800,
    statement_timeout: STATEMENT_MS,
    lock_timeout: DATABASE_WAIT_MS,
    idle_in_transaction_session_timeout: STATEMENT_MS,
    // A host that fell silent answers no statement_timeout of its own.
    query_timeout: STATEMENT_MS + 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: { getTypeParser: exactNumbers },
  });
  const lost = (cause: Error): void => onConnectionLost?.('code' in cause && typeof cause.code === 'string' ? cause.code : cause.name);
  // Without a listener the loss of a connection ends the process, also of one that is between two queries of a transaction.
  pool.on('error', lost);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** int8 and numeric come as text, since a double cannot hold all of them. Ours are times and counts: all of them fit, or it is a bug. */
function exactNumbers(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  if ((oid === INT8 || oid === NUMERIC) && format !== 'binary') return exactNumber;
  return pg.types.getTypeParser(oid, format) as (text: string) => unknown;
}

/** @throws RangeError for what is no integer within 2^53. */
export function exactNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('a number of the database is no integer within 2^53');
  return value;
}
