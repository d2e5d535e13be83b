import { sql, type Transaction } from 'kysely';

/** Each page of certificates asks which of them are being renewed: requests that renew none are not looked at. */
export async function up(trx: Transaction<unknown>): Promise<void> {
  await trx.schema.createIndex('requests_renewals').on('requests').column('replaces_certificate_id').where(sql.ref('replaces_certificate_id'), 'is not', null).execute();
}
