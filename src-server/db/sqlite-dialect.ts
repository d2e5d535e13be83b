import SqliteDatabase from 'better-sqlite3';
import {
  CompiledQuery, SqliteDialect, SqliteDriver, SqliteQueryCompiler, type DatabaseConnection, type Driver, type QueryCompiler, type SqliteDialectConfig, type TransactionSettings,
} from 'kysely';

/**
 * Takes the write lock when a transaction begins: what a transaction has read cannot change before it writes, and two
 * processes on one file wait for each other in place of failing half-way (SQLite, "BEGIN IMMEDIATE"). One that only reads
 * takes none; its first read fixes what it sees.
 */
class ImmediateSqliteDriver extends SqliteDriver {
  readonly #onCommit: () => void;
  /** There is one connection, so one transaction at a time. */
  #reads = false;

  constructor(config: SqliteDialectConfig, onCommit: () => void) {
    super(config);
    this.#onCommit = onCommit;
  }

  override async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings = {}): Promise<void> {
    this.#reads = settings.accessMode === 'read only';
    await connection.executeQuery(CompiledQuery.raw(this.#reads ? 'begin' : 'begin immediate'));
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const wrote = !this.#reads;
    await super.commitTransaction(connection);
    if (wrote) this.#onCommit();
  }
}

/**
 * A planner built with STAT4 looks at the value of a bare `?` in joins, limits and extremes, and so prepares those statements anew at each
 * execution. `likely(X)` is X, of the same affinity and no code of its own, that it does not look into (SQLite, "likely").
 */
class SteadyQueryCompiler extends SqliteQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return 'likely(?)';
  }
}

class ImmediateSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;
  readonly #onCommit: () => void;

  constructor(config: SqliteDialectConfig, onCommit: () => void = () => undefined) {
    super(config);
    this.#config = config;
    this.#onCommit = onCommit;
  }

  override createDriver(): Driver {
    return new ImmediateSqliteDriver(this.#config, this.#onCommit);
  }

  override createQueryCompiler(): QueryCompiler {
    return new SteadyQueryCompiler();
  }
}

/** SQLite in one file: WAL, every commit on the disk before it is told, foreign keys on. @param onCommit after each transaction that wrote */
export function sqliteDialect(file: string, onCommit?: () => void): SqliteDialect {
  const database = new SqliteDatabase(file, { timeout: 10_000 });
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('trusted_schema = OFF');
  return new ImmediateSqliteDialect({ database: withKeptStatements(database) }, onCommit);
}

/** Statements that are kept prepared: the program's own are fewer, lists of changing length make more. */
const KEPT_MAX = 500;

/**
 * Kysely asks for a statement anew each time, and preparing one takes longer than most queries here. One that is still giving rows is
 * not given twice; after a change of the schema none is.
 */
function withKeptStatements(database: SqliteDatabase.Database): SqliteDialectConfig['database'] & object {
  const kept = new Map<string, SqliteDatabase.Statement>();
  return {
    close: () => void database.close(),
    prepare(sql) {
      const known = kept.get(sql);
      if (known !== undefined && !known.busy) return known;
      const statement = database.prepare(sql);
      // It acts when it is prepared (SQLite, "PRAGMA"), and on no other statement.
      if (sql.startsWith('pragma synchronous')) return statement;
      if (/^\s*(?:create|alter|drop|pragma)\b/iu.test(sql)) kept.clear();
      else {
        if (kept.size >= KEPT_MAX) kept.clear();
        kept.set(sql, statement);
      }
      return statement;
    },
  };
}

/** A file of somebody else's, which stays as it is. */
export function readOnlySqliteDialect(file: string): SqliteDialect {
  return new ImmediateSqliteDialect({ database: new SqliteDatabase(file, { readonly: true }) });
}
