import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { isStatementOutdated } from './database-errors.ts';

/** The program's own statements are fewer; lists of changing length make more, and stay unnamed. */
const NAMED_MAX = 500;

/** What all clients of a pool call their statements. */
interface Names {
  readonly of: Map<string, number>;
  /** False once a pooler in between turned out to keep no statements. */
  kept: boolean;
}

/** A pool whose connections parse and plan a statement once, not at each execution ("Extended Query", named statements). */
export function withNamedStatements(pool: Pool): PostgresPool {
  const names: Names = { of: new Map(), kept: true };
  const clients = new WeakMap<PoolClient, NamingClient>();
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      const known = clients.get(client) ?? new NamingClient(client, names);
      clients.set(client, known);
      return known;
    },
  };
}

class NamingClient implements PostgresPoolClient {
  readonly #client: PoolClient;
  readonly #names: Names;
  /** Part of each name here: raised where those of before do not hold any more. */
  #generation = 0;
  #inTransaction = false;

  constructor(client: PoolClient, names: Names) {
    this.#client = client;
    this.#names = names;
  }

  query<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: R): R;
  query(text: unknown, parameters: readonly unknown[] = []): unknown {
    if (typeof text !== 'string') throw new TypeError('there are no cursors here');
    return this.#run(text, [...parameters]);
  }

  release(destroy?: boolean): void {
    this.#client.release(destroy);
  }

  async #run(text: string, values: unknown[]): Promise<unknown> {
    if (values.length === 0) this.#inTransaction = text.startsWith('begin') || (this.#inTransaction && !/^(?:commit|rollback)$/u.test(text));
    const name = values.length === 0 ? null : this.#nameOf(text);
    if (name === null) return this.#client.query(text, values);
    try {
      return await this.#client.query({ name, text, values });
    } catch (cause) {
      if (!isStatementOutdated(cause)) throw cause;
      this.#generation++;
      if (!(cause instanceof Error && 'code' in cause && cause.code === '0A000')) this.#names.kept = false;
      // A transaction is over with its first error: its caller is told to come back.
      if (this.#inTransaction) throw cause;
      return this.#client.query(text, values);
    }
  }

  /** Null: without a name. */
  #nameOf(text: string): string | null {
    const { of, kept } = this.#names;
    if (!kept) return null;
    const known = of.get(text) ?? (of.size < NAMED_MAX ? of.size : null);
    if (known === null) return null;
    of.set(text, known);
    return `clavis_${this.#generation}_${known}`;
  }
}
