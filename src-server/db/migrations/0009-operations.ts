import type { Transaction } from 'kysely';

/** Who runs which job until when, signed heads of the audit chain, and mails that end without having been sent. */
export async function up(trx: Transaction<unknown>): Promise<void> {
  const { schema } = trx;
  await schema
    .createTable('job_leases')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('holder', 'text')
    .addColumn('leased_until', 'bigint')
    .addColumn('next_at', 'bigint', (c) => c.notNull())
    .addColumn('succeeded_at', 'bigint')
    .addColumn('failures', 'integer', (c) => c.notNull())
    .execute();
  await schema
    .createTable('audit_heads')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('jws', 'text', (c) => c.notNull())
    .execute();
  await schema.createIndex('audit_heads_at').on('audit_heads').column('at').execute();
  await schema.alterTable('outbox').addColumn('expires_at', 'bigint').execute();
  await schema.alterTable('outbox').addColumn('ended_at', 'bigint').execute();
  await schema.alterTable('outbox').addColumn('end_reason', 'text').execute();
  await schema.createIndex('outbox_sent').on('outbox').column('sent_at').execute();
}
