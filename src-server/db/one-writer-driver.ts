import type { Pool } from 'pg';
import { CompiledQuery, PostgresDriver, type DatabaseConnection, type Driver, type QueryResult, type TransactionSettings } from 'kysely';
import { withNamedStatements } from './named-statements.ts';

/** Key of the advisory lock that a writing transaction holds until its end: "clavis" in ASCII. */
const WRITER_LOCK = 0x63_6c_61_76_69_73;

/**
 * Transactions that write, one at a time over all instances on one database (ADR 12). Which connection is taken is decided
 * when it is known what for: writers that wait for each other take none away from readers.
 */
export class OneWriterDriver implements Driver {
  readonly #readers: PostgresDriver;
  readonly #writers: PostgresDriver;

  constructor(pools: { readonly readers: Pool; readonly writers: Pool }) {
    this.#readers = new PostgresDriver({ pool: withNamedStatements(pools.readers) });
    this.#writers = new PostgresDriver({ pool: withNamedStatements(pools.writers) });
  }

  async init(): Promise<void> {
    await this.#readers.init();
    await this.#writers.init();
  }

  async acquireConnection(): Promise<LateConnection> {
    return new LateConnection(this.#readers);
  }

  /** The first statement waits for the lock; each later one sees what was committed before it was given (read committed). */
  async beginTransaction(connection: LateConnection, { accessMode }: TransactionSettings): Promise<void> {
    if (accessMode === 'read only') {
      await connection.executeQuery(CompiledQuery.raw('begin isolation level repeatable read, read only'));
      return;
    }
    connection.use(this.#writers);
    try {
      await connection.executeQuery(CompiledQuery.raw(`begin isolation level read committed; select pg_advisory_xact_lock(${WRITER_LOCK})`));
    } catch (cause) {
      // Begun and not locked. Where this fails too, the connection is gone, and the driver keeps it out of the pool.
      await connection.rollback().catch(() => undefined);
      throw cause;
    }
  }

  async commitTransaction(connection: LateConnection): Promise<void> {
    await connection.commit();
  }

  async rollbackTransaction(connection: LateConnection): Promise<void> {
    await connection.rollback();
  }

  async releaseConnection(connection: LateConnection): Promise<void> {
    await connection.release();
  }

  async destroy(): Promise<void> {
    await Promise.all([this.#readers.destroy(), this.#writers.destroy()]);
  }
}

/** What Kysely's driver hands out, though its type says less. */
type PooledConnection = Parameters<PostgresDriver['releaseConnection']>[0];

/** A connection that is taken from its pool when the first query comes. */
class LateConnection implements DatabaseConnection {
  #driver: PostgresDriver;
  #taken: Promise<PooledConnection> | null = null;

  constructor(driver: PostgresDriver) {
    this.#driver = driver;
  }

  /** From which pool it will be; before the first query only. */
  use(driver: PostgresDriver): void {
    this.#driver = driver;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return (await this.#take()).executeQuery<R>(query);
  }

  async *streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    yield* (await this.#take()).streamQuery<R>(query, chunkSize);
  }

  async commit(): Promise<void> {
    await this.#driver.commitTransaction(await this.#take());
  }

  async rollback(): Promise<void> {
    await this.#driver.rollbackTransaction(await this.#take());
  }

  async release(): Promise<void> {
    const taken = await this.#taken?.catch(() => null);
    if (taken) await this.#driver.releaseConnection(taken);
  }

  #take(): Promise<PooledConnection> {
    this.#taken ??= this.#driver.acquireConnection() as Promise<PooledConnection>;
    return this.#taken;
  }
}
