import type { Kysely } from 'kysely';
import { appendAudit } from '../audit/append-audit.ts';
import type { Database } from '../db/schema.ts';
import type { Deps } from '../deps.ts';

export interface RotatedKey {
  readonly version: number;
  /** Key check value, GlobalPlatform. */
  readonly checkValue: string;
  /** False: it was there already, made by an act that did not live to write it down. */
  readonly isNew: boolean;
}

/**
 * Makes the next version of the master key of cards' admin keys, current from now on, and writes it down. The vault cannot take part in a
 * transaction: when the program ends between the two, the version is there without its row. So a version without a row is written down first,
 * and then no other is made: doing it again finishes it.
 * @throws AppError vaultUnavailable
 */
export async function rotateAdminKey(deps: Pick<Deps, 'db' | 'vault' | 'clock' | 'failpoint'>): Promise<RotatedKey> {
  const { db, vault, clock, failpoint } = deps;
  const current = await vault.currentKeyVersion();
  const isNew = current === 1 || (await isWrittenDown(db, current));
  const version = isNew ? await vault.rotateAdminKey() : current;
  const { adminMasters } = await vault.status();
  const checkValue = adminMasters.find((master) => master.version === version)?.checkValue ?? '';
  failpoint('rotateAdminKey.made');
  await db.transaction().execute(async (trx) => {
    await appendAudit(trx, { at: clock.now(), event: 'adminKey.rotated', subject: subjectOf(version), details: { version, checkValue } });
    failpoint('rotateAdminKey.audited');
  });
  return { version, checkValue, isNew };
}

const subjectOf = (version: number): string => `admin key ${version}`;

async function isWrittenDown(db: Kysely<Database>, version: number): Promise<boolean> {
  const row = await db.selectFrom('audit').select('seq').where('event', '=', 'adminKey.rotated').where('subject', '=', subjectOf(version)).executeTakeFirst();
  return row !== undefined;
}
