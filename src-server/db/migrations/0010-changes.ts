import { randomUUID } from 'node:crypto';
import { sql, type Transaction } from 'kysely';

/** What changed of which account, for copies of it; all that is there already counts as changed once, in the order of its time. */
export async function up(trx: Transaction<unknown>): Promise<void> {
  const { schema } = trx;
  await schema
    .createTable('changes')
    .addColumn('account_id', 'text', (c) => c.notNull().references('accounts.id'))
    .addColumn('kind', 'text', (c) => c.notNull().check(sql`kind in ('account', 'signInCertificate', 'request', 'certificate', 'appointment', 'journal')`))
    .addColumn('object_id', 'text', (c) => c.notNull())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('changes_pk', ['account_id', 'kind', 'object_id'])
    .execute();
  await sql`insert into changes (account_id, kind, object_id, seq, at)
    select account_id, kind, object_id, row_number() over (order by at, kind, object_id), at from (
      select id as account_id, 'account' as kind, id as object_id, created_at as at from accounts
      union all select account_id, 'signInCertificate', sha256, associated_at from account_certificates
      union all select account_id, 'request', id, changed_at from requests
      union all select account_id, 'certificate', serial, coalesce(revoked_at, issued_at) from issued_certificates
      union all select account_id, 'appointment', id, state_at from appointments
      union all select subject, 'journal', cast(seq as text), audit.at from audit where subject in (select id from accounts)
    ) as everything`.execute(trx);
  await schema.createIndex('changes_seq').unique().on('changes').columns(['account_id', 'seq']).execute();
  await schema
    .createTable('change_head')
    .addColumn('epoch', 'text', (c) => c.notNull())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .execute();
  await sql`insert into change_head (epoch, seq) select ${randomUUID()}, count(*) from changes`.execute(trx);
}
