import { sql, type Transaction } from 'kysely';

/** Dossiers, links, sessions, attempts, challenges, outbox, audit: what one unblock needs. */
export async function up(trx: Transaction<unknown>): Promise<void> {
  const { schema } = trx;
  await schema
    .createTable('dossiers')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('serial', 'text', (c) => c.notNull().unique())
    .addColumn('entity', 'text', (c) => c.notNull())
    .addColumn('product', 'text', (c) => c.notNull())
    .addColumn('holder', 'text', (c) => c.notNull())
    .addColumn('email', 'text', (c) => c.notNull())
    .addColumn('key_version', 'integer', (c) => c.notNull())
    .addColumn('tries_left', 'integer', (c) => c.notNull().check(sql`tries_left between 0 and 3`))
    .addColumn('locked_at', 'bigint')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute();
  await schema
    .createTable('certificates')
    .addColumn('sha256', 'text', (c) => c.primaryKey())
    .addColumn('dossier_id', 'text', (c) => c.notNull().references('dossiers.id'))
    .execute();
  await schema
    .createTable('questions')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('dossier_id', 'text', (c) => c.notNull().references('dossiers.id'))
    .addColumn('position', 'integer', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('salt', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('memory_kib', 'integer', (c) => c.notNull())
    .addColumn('time_cost', 'integer', (c) => c.notNull())
    .addColumn('parallelism', 'integer', (c) => c.notNull())
    .addUniqueConstraint('questions_position', ['dossier_id', 'position'])
    .execute();
  await schema
    .createTable('tickets')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('dossier_id', 'text', (c) => c.notNull().references('dossiers.id'))
    .addColumn('code_hash', 'text', (c) => c.notNull().unique())
    .addColumn('language', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('used_at', 'bigint')
    .addColumn('voided_at', 'bigint')
    .addColumn('open_key_hash', 'text')
    .addColumn('open_body_hash', 'text')
    .execute();
  await schema.createIndex('tickets_dossier').on('tickets').column('dossier_id').execute();
  await schema
    .createTable('sessions')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('ticket_id', 'text', (c) => c.notNull().unique().references('tickets.id'))
    .addColumn('dossier_id', 'text', (c) => c.notNull().references('dossiers.id'))
    .addColumn('serial', 'text', (c) => c.notNull())
    .addColumn('profile', 'text', (c) => c.notNull())
    .addColumn('token_hash', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('opened_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('superseded_by', 'text')
    .addColumn('outcome', 'text')
    .addColumn('card_tries_left', 'integer')
    .addColumn('card_tries_max', 'integer')
    .addColumn('reported_at', 'bigint')
    .addColumn('receipt', 'text')
    .execute();
  // One open session per token, by the database itself.
  await schema
    .createIndex('sessions_one_open')
    .on('sessions')
    .column('serial')
    .unique()
    .where(sql.ref('state'), 'in', sql`('opened', 'answered', 'challenged')`)
    .execute();
  await schema
    .createTable('attempts')
    .addColumn('session_id', 'text', (c) => c.notNull().references('sessions.id'))
    .addColumn('attempt_id', 'text', (c) => c.notNull())
    .addColumn('dossier_id', 'text', (c) => c.notNull().references('dossiers.id'))
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('fingerprint', 'text', (c) => c.notNull())
    .addColumn('verdict', 'text', (c) => c.notNull())
    .addColumn('tries_left', 'integer', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('attempts_pk', ['session_id', 'attempt_id'])
    .addUniqueConstraint('attempts_number', ['session_id', 'number'])
    .execute();
  await schema
    .createTable('challenges')
    .addColumn('session_id', 'text', (c) => c.notNull().references('sessions.id'))
    .addColumn('challenge', 'text', (c) => c.notNull())
    .addColumn('key_version', 'integer', (c) => c.notNull())
    .addColumn('issued_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('challenges_pk', ['session_id', 'challenge'])
    .execute();
  await schema
    .createTable('link_requests')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('serial', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .execute();
  await schema.createIndex('link_requests_serial').on('link_requests').columns(['serial', 'at']).execute();
  await schema.createIndex('link_requests_at').on('link_requests').column('at').execute();
  await schema
    .createTable('outbox')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('payload', 'text')
    .addColumn('failures', 'integer', (c) => c.notNull())
    .addColumn('next_at', 'bigint', (c) => c.notNull())
    .addColumn('sent_at', 'bigint')
    .execute();
  await schema.createIndex('outbox_due').on('outbox').column('next_at').where(sql.ref('sent_at'), 'is', null).execute();
  await schema
    .createTable('audit')
    .addColumn('seq', 'integer', (c) => c.primaryKey())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('event', 'text', (c) => c.notNull())
    .addColumn('subject', 'text', (c) => c.notNull())
    .addColumn('details', 'text', (c) => c.notNull())
    .addColumn('prev_hash', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .execute();
}
