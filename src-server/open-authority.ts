import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { AnswerHasher } from './answers/answer-hasher.ts';
import { readAuditHead } from './audit/audit-head.ts';
import { buildApp } from './build-app.ts';
import type { AuthorityConfig } from './config.ts';
import { openDatabase } from './db/open-database.ts';
import type { Clock, Deps, Log, Random } from './deps.ts';
import { noFailpoint, type Failpoint } from './failpoint.ts';
import { MailDispatcher } from './mail/mail-dispatcher.ts';
import { mailFolder, type MailTransport } from './mail/mail-folder.ts';
import { openFileVault } from './vault/file-vault.ts';
import { writeWhole } from './vault/vault-file.ts';
import type { Vault } from './vault/vault.ts';

export interface Authority {
  readonly app: FastifyInstance;
  readonly deps: Deps;
  /** Listens and returns its address: "http://127.0.0.1:41234". */
  listen(): Promise<string>;
  /** Takes no more requests, finishes those under way, empties the outbox, closes the database. */
  close(): Promise<void>;
}

/** What a test may put in place of the real thing. */
export interface AuthorityParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly vault: Vault;
  readonly failpoint: Failpoint;
  readonly transport: MailTransport;
}

const systemRandom: Random = { bytes: (size) => randomBytes(size), uuid: () => randomUUID() };
const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

const DATABASE_FILE = 'authority.sqlite';
const VAULT_FILE = 'vault.json';
const PASSPHRASE_FILE = 'vault-passphrase';
const MAIL_FOLDER = 'mails';

/** Composition root: the one place where the authority's parts are made and joined. */
export async function openAuthority(config: AuthorityConfig, parts: Partial<AuthorityParts> = {}): Promise<Authority> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const clock = parts.clock ?? { now: () => Date.now() + config.clockOffsetMs, sleep: (ms) => setTimeout(ms) };
  const vault = parts.vault ?? (await openFileVault(join(config.dataDir, VAULT_FILE), readPassphrase(config)));
  const db = await openDatabase(join(config.dataDir, DATABASE_FILE), clock.now());
  const folder = mailFolder(join(config.dataDir, MAIL_FOLDER));
  let address = 'http://127.0.0.1';
  const base = {
    db,
    vault,
    clock,
    config,
    random: parts.random ?? systemRandom,
    log: parts.log ?? silentLog,
    failpoint: parts.failpoint ?? noFailpoint,
    publicUrl: () => config.publicUrl ?? address,
  };
  const mail = new MailDispatcher(base, parts.transport ?? folder);
  const deps: Deps = { ...base, answers: new AnswerHasher(vault, config), mail };
  const app = buildApp(deps, folder);
  return {
    app,
    deps,
    async listen() {
      address = await app.listen({ host: config.host, port: config.port });
      await logAuditHead(deps);
      mail.kick();
      return address;
    },
    async close() {
      await app.close();
      await mail.close();
      await logAuditHead(deps);
      await db.destroy();
    },
  };
}

async function logAuditHead({ db, log }: Deps): Promise<void> {
  const { seq, hash } = await readAuditHead(db);
  log.info({ auditSeq: seq, auditHash: hash }, 'audit head');
}

/**
 * The vault's passphrase: given, or from a file that was named, or from a random one made beside the data at first start.
 * The last is for one machine and rehearsals: whoever copies the folder copies both.
 */
function readPassphrase(config: AuthorityConfig): string {
  if (config.vaultPassphrase !== null) return config.vaultPassphrase;
  if (config.vaultPassphraseFile !== null) return firstLine(config.vaultPassphraseFile);
  const beside = join(config.dataDir, PASSPHRASE_FILE);
  if (!existsSync(beside)) writeWhole(beside, `${randomBytes(32).toString('base64url')}\n`);
  return firstLine(beside);
}

function firstLine(file: string): string {
  const line = readFileSync(file, 'utf8').split('\n')[0]?.trim() ?? '';
  if (line.length < 8) throw new Error('the passphrase file holds fewer than 8 characters');
  return line;
}
