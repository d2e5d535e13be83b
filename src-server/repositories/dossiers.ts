import { ANSWER_TRIES_MAX } from '../../src-shared/domain/unblock-state.ts';
import { insertAdminKey } from './admin-keys.ts';
import type { AdminKey, Dossier, Queryable, Question, Trx } from './queryable.ts';

type NewDossier = Omit<Dossier, 'office_id'> & Partial<Pick<Dossier, 'office_id'>>;

export async function findDossierBySerial(db: Queryable, serial: string): Promise<Dossier | null> {
  return (await db.selectFrom('dossiers').selectAll().where('serial', '=', serial).executeTakeFirst()) ?? null;
}

export async function getDossier(db: Queryable, id: string): Promise<Dossier> {
  return db.selectFrom('dossiers').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

export async function listQuestions(db: Queryable, dossierId: string): Promise<readonly Question[]> {
  return db.selectFrom('questions').selectAll().where('dossier_id', '=', dossierId).orderBy('position').execute();
}

export async function certificateBelongs(db: Queryable, sha256: string, serial: string): Promise<boolean> {
  const row = await db
    .selectFrom('certificates')
    .innerJoin('dossiers', 'dossiers.id', 'certificates.dossier_id')
    .select('certificates.sha256')
    .where('certificates.sha256', '=', sha256)
    .where('dossiers.serial', '=', serial)
    .executeTakeFirst();
  return row !== undefined;
}

/** @param dossier of no office in particular where none is named. */
export async function insertDossier(trx: Trx, dossier: NewDossier, key: AdminKey, questions: readonly Question[]): Promise<void> {
  await trx.insertInto('dossiers').values({ office_id: null, ...dossier }).execute();
  await insertAdminKey(trx, key);
  await trx.insertInto('questions').values([...questions]).execute();
}

export async function replaceQuestions(trx: Trx, dossierId: string, questions: readonly Question[]): Promise<void> {
  await trx.deleteFrom('questions').where('dossier_id', '=', dossierId).execute();
  await trx.insertInto('questions').values([...questions]).execute();
}

/** Returns how many were not known yet. A fingerprint already held by another dossier stays there. */
export async function insertCertificates(trx: Trx, dossierId: string, sha256s: readonly string[]): Promise<number> {
  if (sha256s.length === 0) return 0;
  const rows = sha256s.map((sha256) => ({ sha256, dossier_id: dossierId }));
  const result = await trx
    .insertInto('certificates')
    .values(rows)
    .onConflict((conflict) => conflict.column('sha256').doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0n);
}

/** Spends one try of an unlocked dossier that has `from` left; locks it at zero. False: the counter was not at `from`. */
export async function spendTry(trx: Trx, id: string, from: number, now: number): Promise<boolean> {
  const left = from - 1;
  const result = await trx
    .updateTable('dossiers')
    .set({ tries_left: left, locked_at: left === 0 ? now : null })
    .where('id', '=', id)
    .where('tries_left', '=', from)
    .where('locked_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** After a confirmed unblock. A locked dossier stays locked: that is for good. */
export async function restoreTries(trx: Trx, id: string): Promise<void> {
  await trx.updateTable('dossiers').set({ tries_left: ANSWER_TRIES_MAX }).where('id', '=', id).where('locked_at', 'is', null).execute();
}

/** From now on its desk is this office's; one that has an office stays there. */
export async function placeDossier(trx: Trx, id: string, officeId: string): Promise<void> {
  await trx.updateTable('dossiers').set({ office_id: officeId }).where('id', '=', id).where('office_id', 'is', null).execute();
}

/** Gives all tries back and lifts the lock. False: there was nothing to give back. */
export async function reopenTries(trx: Trx, id: string): Promise<boolean> {
  const result = await trx
    .updateTable('dossiers')
    .set({ tries_left: ANSWER_TRIES_MAX, locked_at: null })
    .where('id', '=', id)
    .where((is) => is.or([is('locked_at', 'is not', null), is('tries_left', '<', ANSWER_TRIES_MAX)]))
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** It had certificates of this authority, and every one of them is revoked. */
export async function isDossierRevoked(db: Queryable, id: string): Promise<boolean> {
  const rows = await db.selectFrom('issued_certificates').select('revoked_at').where('dossier_id', '=', id).execute();
  return rows.length > 0 && rows.every(({ revoked_at: at }) => at !== null);
}
