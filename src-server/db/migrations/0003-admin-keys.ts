import { sql, type Transaction } from 'kysely';

/**
 * Tokens of several profiles, and their admin keys: from a master key, or imported for one card and sealed. A token keeps
 * its earlier keys, since a session goes on with the key it began with. Until here every token was IAS-ECC, its key
 * diversified from the master of `dossiers.key_version`.
 */
export async function up(trx: Transaction<unknown>): Promise<void> {
  const { schema } = trx;
  await schema
    .createTable('admin_keys')
    .addColumn('dossier_id', 'text', (c) => c.notNull().references('dossiers.id'))
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('source', 'text', (c) => c.notNull())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('sealed', 'text')
    .addColumn('check_value', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('admin_keys_pk', ['dossier_id', 'number'])
    .addCheckConstraint('admin_keys_source', sql`(source = 'master' and sealed is null) or (source = 'imported' and sealed is not null)`)
    .execute();
  await sql`insert into admin_keys (dossier_id, number, source, version, created_at) select id, 1, 'master', key_version, created_at from dossiers`.execute(trx);
  await schema
    .alterTable('dossiers')
    .addColumn('profile', 'text', (c) => c.notNull().defaultTo('ias-ecc').check(sql`profile in ('ias-ecc', 'gids')`))
    .execute();
  await schema.alterTable('dossiers').addColumn('key_number', 'integer', (c) => c.notNull().defaultTo(1)).execute();
  await schema.alterTable('dossiers').dropColumn('key_version').execute();
  await schema.alterTable('sessions').addColumn('key_number', 'integer', (c) => c.notNull().defaultTo(1)).execute();
}
