import type { AdminKeyOrigin, CardKey } from '../vault/vault.ts';
import type { AdminKey, Dossier, Queryable, Trx } from './queryable.ts';

export async function getAdminKey(db: Queryable, dossierId: string, number: number): Promise<AdminKey> {
  return db.selectFrom('admin_keys').selectAll().where('dossier_id', '=', dossierId).where('number', '=', number).executeTakeFirstOrThrow();
}

export async function insertAdminKey(trx: Trx, key: AdminKey): Promise<void> {
  await trx.insertInto('admin_keys').values(key).execute();
}

/** Makes the key after `from` the token's. False: the token had another key already. */
export async function moveToNextKey(trx: Trx, dossierId: string, from: number): Promise<boolean> {
  const result = await trx
    .updateTable('dossiers')
    .set({ key_number: from + 1 })
    .where('id', '=', dossierId)
    .where('key_number', '=', from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** The key as the vault is asked for it. @throws Error on a row that the table's own check excludes. */
export function cardKeyOf(card: Pick<Dossier, 'serial' | 'profile'>, row: AdminKey): CardKey {
  return { serial: card.serial, profile: card.profile, origin: originOf(row) };
}

function originOf({ source, version, number, sealed }: AdminKey): AdminKeyOrigin {
  if (source === 'master') return { source, version };
  if (sealed === null) throw new Error('an imported key without its sealed form');
  return { source, number, sealed };
}
