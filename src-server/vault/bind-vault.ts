import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { appendAudit } from '../audit/append-audit.ts';
import type { Database } from '../db/schema.ts';
import type { Vault } from './vault.ts';

/**
 * Notes at first use which vault a database belongs to, and refuses any other after that: one with the same versions and other keys would
 * give cards wrong answers, and each wrong answer costs a card one of the few tries of its admin key.
 * @throws Error with one sentence a person can act on
 */
export async function bindVault(db: Kysely<Database>, vault: Vault, now: number): Promise<void> {
  const spki = await vault.publicKey('receipts');
  if (spki === null) throw new Error('the vault has no key of receipts: run init-vault');
  const key = createHash('sha256').update(spki).digest('hex');
  const bound = (await boundTo(db)) ?? (await bind(db, key, now));
  if (bound !== key) throw new Error('this is not the vault that the database was used with: its keys are others; put the right one back, or start on an empty database');
}

/** Of several programs that start at once the first one's word stands. */
async function bind(db: Kysely<Database>, key: string, now: number): Promise<string> {
  return db.transaction().execute(async (trx) => {
    const known = await boundTo(trx);
    if (known === null) await appendAudit(trx, { at: now, event: 'vault.bound', subject: key, details: {} });
    return known ?? key;
  });
}

async function boundTo(db: Kysely<Database>): Promise<string | null> {
  const row = await db.selectFrom('audit').select('subject').where('event', '=', 'vault.bound').orderBy('seq').limit(1).executeTakeFirst();
  return row?.subject ?? null;
}
