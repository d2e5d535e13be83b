import type { Selectable } from 'kysely';
import type { IdempotencyKeyTable } from '../db/tables/operations.ts';
import type { Queryable, Trx } from './queryable.ts';

type IdempotencyKey = Readonly<Selectable<IdempotencyKeyTable>>;

export async function findIdempotencyKey(db: Queryable, keyHash: string): Promise<IdempotencyKey | null> {
  return (await db.selectFrom('idempotency_keys').selectAll().where('key_hash', '=', keyHash).executeTakeFirst()) ?? null;
}

export async function insertIdempotencyKey(trx: Trx, key: IdempotencyKey): Promise<void> {
  await trx.insertInto('idempotency_keys').values(key).execute();
}

export async function deleteIdempotencyKeys(trx: Trx, until: number): Promise<void> {
  await trx.deleteFrom('idempotency_keys').where('created_at', '<=', until).execute();
}
