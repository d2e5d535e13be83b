import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appendAudit } from '../audit/append-audit.ts';
import type { KnownHead } from '../audit/chain-check.ts';
import { verifyAudit } from '../audit/verify-audit.ts';
import type { AuthorityConfig } from '../config.ts';
import { describeDatabase, isPostgresUrl } from '../db/database-location.ts';
import { openDatabase, openReadOnly } from '../db/open-database.ts';
import { restorePostgres } from '../db/postgres-tools.ts';
import { databaseLocation } from '../open-stores.ts';
import { endEverythingOpen } from '../repositories/after-restore.ts';
import { vaultFileOf } from '../vault/open-vault.ts';
import { writeNew } from '../vault/private-files.ts';
import { DATABASE_COPY, readManifest, VAULT_COPY, type Manifest } from './manifest.ts';

export interface Restored {
  readonly manifest: Manifest;
  /** Rows of the audit in the backup. */
  readonly rows: number;
  /** Rows that were signed and are not in it: what was done after it. */
  readonly lost: number;
}

/**
 * Puts a backup where there is nothing. What was open when it was taken is ended: links, sessions and tokens that were used since
 * would be good for a second time. The audit tells of the restore.
 * @param heads signed heads that were kept elsewhere: they tell how much is missing.
 * @throws Error in one sentence; nothing is overwritten
 */
export async function restoreBackup(config: AuthorityConfig, folder: string, options: { readonly now: number; readonly heads: readonly KnownHead[] }): Promise<Restored> {
  const manifest = await readManifest(folder);
  const location = databaseLocation(config);
  const engine = isPostgresUrl(location) ? 'postgres' : 'sqlite';
  if (engine !== manifest.engine) throw new Error(`the backup is one of ${manifest.engine}, and the authority is set to ${engine}`);
  await requireNothing(location);
  const vaultFile = vaultFileOf(config);
  const hasVault = manifest.files[VAULT_COPY] !== undefined;
  if (vaultFile !== null && existsSync(vaultFile) && hasVault) throw new Error(`${vaultFile} is there already`);
  if (vaultFile !== null && !existsSync(vaultFile) && !hasVault) throw new Error('the backup holds no vault file: its keys are in a token, PKCS11_MODULE');

  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  if (vaultFile !== null && hasVault) writeNew(vaultFile, readFileSync(join(folder, VAULT_COPY), 'utf8'));
  if (engine === 'postgres') await restorePostgres(location, join(folder, DATABASE_COPY.postgres));
  else await putFile(join(folder, DATABASE_COPY.sqlite), location);
  return judge(location, manifest, options);
}

async function judge(location: string, manifest: Manifest, { now, heads }: { readonly now: number; readonly heads: readonly KnownHead[] }): Promise<Restored> {
  const db = await openDatabase(location, now);
  try {
    const verdict = await verifyAudit(db, manifest.auditHead.seq === 0 ? [] : [manifest.auditHead]);
    if (!verdict.ok) throw new Error(`restored, and the audit chain does not hold: row ${verdict.seq} ${verdict.reason}`);
    const known = await verifyAudit(db, heads);
    if (!known.ok && known.missing === undefined) throw new Error(`restored, and row ${known.seq} is not the one that was signed: this is a backup of another history`);
    const lost = known.ok ? 0 : (known.missing ?? 0);
    await db.transaction().execute(async (trx) => {
      const ended = await endEverythingOpen(trx, now);
      await appendAudit(trx, { at: now, event: 'backup.restored', subject: manifest.auditHead.hash, details: { takenAt: manifest.takenAt, rows: verdict.rows, lost, ...ended } });
    });
    return { manifest, rows: verdict.rows, lost };
  } finally {
    await db.destroy();
  }
}

async function requireNothing(location: string): Promise<void> {
  if (!isPostgresUrl(location)) {
    if (existsSync(location)) throw new Error(`${location} is there already: restore into an empty folder`);
    return;
  }
  const db = openReadOnly(location);
  try {
    const tables = await db.introspection.getTables();
    if (tables.length > 0) throw new Error(`${describeDatabase(location)} has tables already: restore into an empty one`);
  } finally {
    await db.destroy();
  }
}

/** Whole or not at all. */
async function putFile(from: string, to: string): Promise<void> {
  await copyFile(from, `${to}.new`);
  renameSync(`${to}.new`, to);
}
