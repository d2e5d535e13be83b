import SqliteDatabase from 'better-sqlite3';
import { CompiledQuery, SqliteDialect, SqliteDriver, type DatabaseConnection, type Driver, type SqliteDialectConfig, type TransactionSettings } from 'kysely';

/**
 * Takes the write lock when a transaction begins: what a transaction has read cannot change before it writes, and two
 * processes on one file wait for each other in place of failing half-way (SQLite, "BEGIN IMMEDIATE"). One that only reads
 * takes none; its first read fixes what it sees.
 */
class ImmediateSqliteDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings = {}): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(settings.accessMode === 'read only' ? 'begin' : 'begin immediate'));
  }
}

class ImmediateSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;

  constructor(config: SqliteDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new ImmediateSqliteDriver(this.#config);
  }
}

/** SQLite in one file: WAL, every commit on the disk before it is told, foreign keys on. */
export function sqliteDialect(file: string): SqliteDialect {
  const database = new SqliteDatabase(file, { timeout: 10_000 });
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('trusted_schema = OFF');
  return new ImmediateSqliteDialect({ database });
}

/** A file of somebody else's, which stays as it is. */
export function readOnlySqliteDialect(file: string): SqliteDialect {
  return new ImmediateSqliteDialect({ database: new SqliteDatabase(file, { readonly: true }) });
}
