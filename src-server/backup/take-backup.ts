import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readAuditHead } from '../audit/audit-head.ts';
import { verifyAudit } from '../audit/verify-audit.ts';
import type { AuthorityConfig } from '../config.ts';
import { copySqlite } from '../db/copy-sqlite.ts';
import { isPostgresUrl } from '../db/database-location.ts';
import { openReadOnly } from '../db/open-database.ts';
import { dumpPostgres } from '../db/postgres-tools.ts';
import { databaseLocation } from '../open-stores.ts';
import { writeNew } from '../vault/private-files.ts';
import { vaultFileOf } from '../vault/open-vault.ts';
import { DATABASE_COPY, manifestFile, sha256OfFile, VAULT_COPY, type Manifest } from './manifest.ts';

/**
 * Copies database and vault file into `folder`, beside a running authority. The database first: a vault that is newer opens
 * everything an older database holds, not the other way round. The manifest comes last: without it there is no backup.
 * @param folder none yet, or empty. Made with mode 0700, its files 0600.
 * @throws Error in one sentence
 */
export async function takeBackup(config: AuthorityConfig, folder: string, now: number): Promise<Manifest> {
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new Error(`${folder} is not empty`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const location = databaseLocation(config);
  const engine = isPostgresUrl(location) ? 'postgres' : 'sqlite';
  if (engine === 'sqlite' && !existsSync(location)) throw new Error(`there is no database ${location}`);
  const copy = join(folder, DATABASE_COPY[engine]);
  const auditHead = engine === 'postgres' ? await dump(location, copy) : await copyOf(location, copy);
  const names: Array<keyof Manifest['files']> = [DATABASE_COPY[engine]];
  const vaultFile = vaultFileOf(config);
  if (vaultFile !== null) {
    copyFileSync(vaultFile, join(folder, VAULT_COPY));
    names.push(VAULT_COPY);
  }
  const files: Manifest['files'] = {};
  for (const name of names) {
    chmodSync(join(folder, name), 0o600);
    files[name] = await sha256OfFile(join(folder, name));
  }
  const manifest: Manifest = { format: 1, program: config.version, engine, takenAt: now, auditHead, files };
  writeNew(manifestFile(folder), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** Where the audit of the copy ends; a copy whose chain does not hold is none. */
async function copyOf(location: string, copy: string): Promise<Manifest['auditHead']> {
  await copySqlite(location, copy);
  const db = openReadOnly(copy);
  try {
    const verdict = await verifyAudit(db);
    if (!verdict.ok) throw new Error(`the audit chain does not hold: row ${verdict.seq} ${verdict.reason}; look at the database before anything else`);
    return { seq: verdict.rows, hash: verdict.head };
  } finally {
    await db.destroy();
  }
}

async function dump(location: string, copy: string): Promise<Manifest['auditHead']> {
  const db = openReadOnly(location);
  try {
    const { seq, hash } = await readAuditHead(db);
    await dumpPostgres(location, copy);
    return { seq, hash };
  } finally {
    await db.destroy();
  }
}
