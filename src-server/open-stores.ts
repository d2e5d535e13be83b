import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { AuthorityConfig } from './config.ts';
import { openDatabase } from './db/open-database.ts';
import type { Clock, Deps, Log, Random } from './deps.ts';
import { noFailpoint, type Failpoint } from './failpoint.ts';
import { AnswerHasher } from './hashing/answer-hasher.ts';
import { PasswordHasher } from './hashing/password-hasher.ts';
import { SlowHash } from './hashing/slow-hash.ts';
import { openFileVault } from './vault/file-vault.ts';
import { writeNew } from './vault/private-files.ts';
import { readTerms } from './terms/terms.ts';
import type { Vault } from './vault/vault.ts';

export interface StoreParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly vault: Vault;
  readonly failpoint: Failpoint;
}

/** What an authority keeps, and what it takes to work on it; without mail and HTTP, so that a command can use it beside a running one. */
export type Stores = Omit<Deps, 'mail' | 'publicUrl'>;

const systemRandom: Random = { bytes: (size) => randomBytes(size), uuid: () => randomUUID() };
const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

const DATABASE_FILE = 'authority.sqlite';
const VAULT_FILE = 'vault.json';
const PASSPHRASE_FILE = 'vault-passphrase';

/** Opens database and vault of the data directory, or makes new ones. The caller ends `db`. */
export async function openStores(config: AuthorityConfig, parts: Partial<StoreParts> = {}): Promise<Stores> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const clock = parts.clock ?? { now: () => Date.now() + config.clockOffsetMs, sleep: (ms) => setTimeout(ms) };
  const log = parts.log ?? silentLog;
  const vault = parts.vault ?? (await openFileVault(config.vaultFile ?? join(config.dataDir, VAULT_FILE), readPassphrase(config)));
  const db = await openDatabase(databaseLocation(config), clock.now(), {
    poolMax: config.databasePool,
    onConnectionLost: (code) => log.warn({ code }, 'database connection lost'),
  });
  const slow = new SlowHash(vault, config);
  return {
    db,
    vault,
    clock,
    config,
    answers: new AnswerHasher(vault, slow),
    passwords: new PasswordHasher(slow),
    random: parts.random ?? systemRandom,
    log,
    failpoint: parts.failpoint ?? noFailpoint,
    terms: readTerms(config.termsDir),
  };
}

/** A PostgreSQL address or the path of the SQLite file. */
export function databaseLocation(config: Pick<AuthorityConfig, 'databaseUrl' | 'dataDir'>): string {
  return config.databaseUrl ?? join(config.dataDir, DATABASE_FILE);
}

/**
 * The vault's passphrase: given, or from a file that was named, or from a random one made beside the data at first start.
 * The last is for one machine and rehearsals: whoever copies the folder copies both.
 */
function readPassphrase(config: AuthorityConfig): string {
  if (config.vaultPassphrase !== null) return config.vaultPassphrase;
  if (config.vaultPassphraseFile !== null) return firstLine(config.vaultPassphraseFile);
  const beside = join(config.dataDir, PASSPHRASE_FILE);
  if (!existsSync(beside)) writeNew(beside, `${randomBytes(32).toString('base64url')}\n`);
  return firstLine(beside);
}

function firstLine(file: string): string {
  const line = readFileSync(file, 'utf8').split('\n')[0]?.trim() ?? '';
  if (line.length < 8) throw new Error('the passphrase file holds fewer than 8 characters');
  return line;
}
