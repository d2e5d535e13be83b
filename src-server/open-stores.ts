import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readCatalogue } from './catalogue/catalogue.ts';
import { readDrivers } from './catalogue/drivers.ts';
import type { AuthorityConfig } from './config.ts';
import { openDatabase } from './db/open-database.ts';
import type { DatabasePools } from './db/postgres-dialect.ts';
import type { Clock, Deps, Log, Random } from './deps.ts';
import { noFailpoint, type Failpoint } from './failpoint.ts';
import { AnswerHasher } from './hashing/answer-hasher.ts';
import { PasswordHasher } from './hashing/password-hasher.ts';
import { SlowHash } from './hashing/slow-hash.ts';
import { bindVault } from './vault/bind-vault.ts';
import { openVault } from './vault/open-vault.ts';
import { readTerms } from './terms/terms.ts';
import type { Vault } from './vault/vault.ts';
import { openCertificateTrust } from './web-eid/open-certificate-trust.ts';

export interface StoreParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly vault: Vault;
  readonly failpoint: Failpoint;
  readonly onPools: (pools: DatabasePools) => void;
  /** SQLite: told of each transaction that wrote. */
  readonly onCommit: () => void;
}

/** What an authority keeps, and what it takes to work on it; without mail and HTTP, so that a command can use it beside a running one. */
export type Stores = Omit<Deps, 'mail' | 'publicUrl' | 'phase' | 'changes'>;

const systemRandom: Random = { bytes: (size) => randomBytes(size), uuid: () => randomUUID() };
const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

const DATABASE_FILE = 'authority.sqlite';

/** Opens database and vault of the configuration, or makes new ones. The caller ends `db` and closes `vault`. */
export async function openStores(config: AuthorityConfig, parts: Partial<StoreParts> = {}): Promise<Stores> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const clock = parts.clock ?? { now: () => Date.now() + config.clockOffsetMs, sleep: (ms) => setTimeout(ms) };
  const log = parts.log ?? silentLog;
  const openDb = (): ReturnType<typeof openDatabase> =>
    openDatabase(databaseLocation(config), clock.now(), {
      poolMax: config.databasePool,
      onConnectionLost: (code) => log.warn({ code }, 'database connection lost'),
      ...(parts.onPools === undefined ? {} : { onPools: parts.onPools }),
      ...(parts.onCommit === undefined ? {} : { onCommit: parts.onCommit }),
    });
  const vault = parts.vault ?? (await openVault(config, () => isInUse(config, openDb), (reason) => log.error({ reason }, 'vault could not answer')));
  const db = await openDb();
  if (parts.vault === undefined) {
    await bindVault(db, vault, clock.now()).catch(async (cause: unknown) => {
      await Promise.all([db.destroy(), vault.close()]);
      throw cause;
    });
  }
  const slow = new SlowHash(vault, config);
  return {
    db,
    vault,
    clock,
    config,
    answers: new AnswerHasher(vault, slow),
    passwords: new PasswordHasher(slow),
    hashing: () => slow.load,
    random: parts.random ?? systemRandom,
    log,
    failpoint: parts.failpoint ?? noFailpoint,
    terms: readTerms(config.termsDir),
    catalogue: readCatalogue(config.catalogueFile),
    drivers: readDrivers(config.driversDir),
    trust: openCertificateTrust(db, config),
  };
}

/** Whether anything was ever written down in the database. */
async function isInUse(config: AuthorityConfig, openDb: () => ReturnType<typeof openDatabase>): Promise<boolean> {
  if (config.databaseUrl === null && !existsSync(databaseLocation(config))) return false;
  const db = await openDb();
  try {
    return (await db.selectFrom('audit').select('seq').limit(1).executeTakeFirst()) !== undefined;
  } finally {
    await db.destroy();
  }
}

/** A PostgreSQL address or the path of the SQLite file. */
export function databaseLocation(config: Pick<AuthorityConfig, 'databaseUrl' | 'dataDir'>): string {
  return config.databaseUrl ?? join(config.dataDir, DATABASE_FILE);
}
