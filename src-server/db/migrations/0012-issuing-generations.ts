import { sql, type Transaction } from 'kysely';
import { isPostgres } from '../is-postgres.ts';

/** Issuing authorities under new keys beside those before: whose certificates and lists are whose; one may be revoked by the root. */
export async function up(trx: Transaction<unknown>): Promise<void> {
  const { schema } = trx;
  await schema.alterTable('authorities').addColumn('issuer_number', 'integer').execute();
  await schema.alterTable('authorities').addColumn('revoked_at', 'bigint').execute();
  await schema.alterTable('authorities').addColumn('revocation_reason', 'text').execute();
  await sql`update authorities set issuer_number = 1 where kind = 'ocsp-responder'`.execute(trx);
  await schema.alterTable('issued_certificates').addColumn('issuer_number', 'integer', (c) => c.notNull().defaultTo(1)).execute();
  // Lists of more issuers than the two of before. SQLite lets go of a check only with its table.
  if (isPostgres(trx)) {
    await sql`alter table revocation_lists drop constraint revocation_lists_issuer_check`.execute(trx);
    return;
  }
  await schema
    .createTable('revocation_lists_new')
    .addColumn('issuer', 'text', (c) => c.notNull())
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('this_update', 'bigint', (c) => c.notNull())
    .addColumn('next_update', 'bigint', (c) => c.notNull())
    .addColumn('covers', 'integer', (c) => c.notNull())
    .addColumn('entries', 'integer', (c) => c.notNull())
    .addColumn('der', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('revocation_lists_pk', ['issuer', 'number'])
    .execute();
  await sql`insert into revocation_lists_new select * from revocation_lists`.execute(trx);
  await schema.dropTable('revocation_lists').execute();
  await schema.alterTable('revocation_lists_new').renameTo('revocation_lists').execute();
}
