import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Deps } from '../deps.ts';
import { insertAuditHead, newestAuditHead } from '../repositories/audit-heads.ts';
import { readAuditHead } from './audit-head.ts';
import { canonicalJson } from './canonical-json.ts';
import { signHead } from './signed-heads.ts';

/** Name of the file in the export folder; one line a head. */
const HEADS_FILE = 'audit-heads.jsonl';
/** A chain that does not grow is signed anew after this long all the same: it shows that nothing came. */
const SIGN_AGAIN_MS = 24 * 60 * 60_000;

/**
 * Signs where the chain ends, appends that to the export folder, then keeps it to be served. A crash between the two leaves a
 * head in the folder alone, which proves as much.
 * @throws AppError vaultUnavailable
 */
export async function recordAuditHead(deps: Pick<Deps, 'db' | 'vault' | 'clock' | 'random' | 'config' | 'failpoint'>): Promise<void> {
  const { db, vault, clock, random, config, failpoint } = deps;
  const { seq, hash } = await readAuditHead(db);
  const at = clock.now();
  const newest = await newestAuditHead(db);
  if (seq === 0 || (newest?.seq === seq && newest.at + SIGN_AGAIN_MS > at)) return;
  const jws = await signHead(vault, { seq, hash, at });
  failpoint('auditHead.signed');
  if (config.auditExportDir !== null) await appendHead(config.auditExportDir, `${canonicalJson({ seq, hash, at, jws })}\n`);
  failpoint('auditHead.exported');
  await insertAuditHead(db, { id: random.uuid(), seq, at, jws });
  failpoint('auditHead.stored');
}

async function appendHead(folder: string, line: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o750 });
  const file = await open(join(folder, HEADS_FILE), 'a', 0o640);
  try {
    await file.appendFile(line);
    await file.sync();
  } finally {
    await file.close();
  }
}
