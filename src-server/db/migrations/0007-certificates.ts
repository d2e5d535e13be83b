import { sql, type Transaction } from 'kysely';

/** The certificate authority's own certificates, those it issued, and its revocation lists. DER is base64, as in `account_certificates`. */
export async function up(trx: Transaction<unknown>): Promise<void> {
  const { schema } = trx;
  await schema
    .createTable('authorities')
    .addColumn('kind', 'text', (c) => c.notNull().check(sql`kind in ('root-ca', 'issuing-ca', 'ocsp-responder')`))
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('serial', 'text', (c) => c.notNull().unique())
    .addColumn('der', 'text', (c) => c.notNull())
    .addColumn('not_before', 'bigint', (c) => c.notNull())
    .addColumn('not_after', 'bigint', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('authorities_pk', ['kind', 'number'])
    .execute();
  await schema
    .createTable('issued_certificates')
    .addColumn('serial', 'text', (c) => c.primaryKey())
    .addColumn('sha256', 'text', (c) => c.notNull().unique())
    .addColumn('der', 'text', (c) => c.notNull())
    .addColumn('key_sha256', 'text', (c) => c.notNull())
    .addColumn('profile', 'text', (c) => c.notNull())
    .addColumn('support', 'text', (c) => c.notNull())
    .addColumn('account_id', 'text', (c) => c.notNull().references('accounts.id'))
    .addColumn('office_id', 'text', (c) => c.notNull().references('offices.id'))
    .addColumn('request_id', 'text', (c) => c.references('requests.id'))
    .addColumn('dossier_id', 'text', (c) => c.references('dossiers.id'))
    .addColumn('issued_by', 'text', (c) => c.references('accounts.id'))
    .addColumn('identity', 'text', (c) => c.notNull())
    .addColumn('search_text', 'text', (c) => c.notNull())
    .addColumn('renews', 'text', (c) => c.unique().references('issued_certificates.serial'))
    .addColumn('not_before', 'bigint', (c) => c.notNull())
    .addColumn('not_after', 'bigint', (c) => c.notNull())
    .addColumn('issued_at', 'bigint', (c) => c.notNull())
    .addColumn('revocation_code_hash', 'text', (c) => c.notNull())
    .addColumn('revocation_number', 'integer', (c) => c.unique())
    .addColumn('revoked_at', 'bigint')
    .addColumn('revocation_reason', 'text')
    .addColumn('revoked_by', 'text', (c) => c.check(sql`revoked_by in ('holder', 'operator', 'code')`))
    .addColumn('revocation_receipt', 'text')
    .addColumn('sealed_key', 'text')
    .addColumn('downloads', 'integer', (c) => c.notNull())
    .addCheckConstraint(
      'issued_certificates_revocation',
      sql`(revoked_at is null and revocation_number is null and revocation_reason is null and revoked_by is null)
        or (revoked_at is not null and revocation_number is not null and revocation_reason is not null and revoked_by is not null)`,
    )
    .execute();
  await schema.createIndex('issued_certificates_account').on('issued_certificates').columns(['account_id', 'issued_at', 'serial']).execute();
  await schema.createIndex('issued_certificates_office').on('issued_certificates').columns(['office_id', 'issued_at', 'serial']).execute();
  await schema.createIndex('issued_certificates_key').on('issued_certificates').column('key_sha256').execute();
  await schema.createIndex('issued_certificates_request').on('issued_certificates').column('request_id').execute();
  await schema.createIndex('issued_certificates_revoked').on('issued_certificates').column('not_after').where(sql.ref('revoked_at'), 'is not', null).execute();
  await schema
    .createTable('revocation_lists')
    .addColumn('issuer', 'text', (c) => c.notNull().check(sql`issuer in ('root-ca', 'issuing-ca')`))
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('this_update', 'bigint', (c) => c.notNull())
    .addColumn('next_update', 'bigint', (c) => c.notNull())
    .addColumn('covers', 'integer', (c) => c.notNull())
    .addColumn('entries', 'integer', (c) => c.notNull())
    .addColumn('der', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('revocation_lists_pk', ['issuer', 'number'])
    .execute();
}
