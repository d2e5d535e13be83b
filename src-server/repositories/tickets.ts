import type { Queryable, Ticket, Trx } from './queryable.ts';

export async function findTicketByCodeHash(db: Queryable, codeHash: string): Promise<Ticket | null> {
  return (await db.selectFrom('tickets').selectAll().where('code_hash', '=', codeHash).executeTakeFirst()) ?? null;
}

export async function getTicket(db: Queryable, id: string): Promise<Ticket> {
  return db.selectFrom('tickets').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

export async function insertTicket(
  trx: Trx,
  ticket: Pick<Ticket, 'id' | 'dossier_id' | 'code_hash' | 'language' | 'opened_by' | 'created_at' | 'expires_at'>,
): Promise<void> {
  await trx
    .insertInto('tickets')
    .values({ ...ticket, used_at: null, voided_at: null, open_key_hash: null, open_body_hash: null })
    .execute();
}

/** A new mail makes the links of older ones useless; used ones stay as they are. */
export async function voidOpenTickets(trx: Trx, dossierId: string, now: number): Promise<void> {
  await trx
    .updateTable('tickets')
    .set({ voided_at: now })
    .where('dossier_id', '=', dossierId)
    .where('used_at', 'is', null)
    .where('voided_at', 'is', null)
    .execute();
}

/** The one use of a link, in one statement: of any number of callers exactly one gets true. */
export async function takeTicket(
  trx: Trx,
  id: string,
  use: { readonly keyHash: string; readonly bodyHash: string; readonly now: number },
): Promise<boolean> {
  const taken = await trx
    .updateTable('tickets')
    .set({ used_at: use.now, open_key_hash: use.keyHash, open_body_hash: use.bodyHash })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('voided_at', 'is', null)
    .where('expires_at', '>', use.now)
    .returning('id')
    .executeTakeFirst();
  return taken !== undefined;
}
