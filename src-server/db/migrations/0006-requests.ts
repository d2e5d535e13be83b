import { sql, type Transaction } from 'kysely';
import { isPostgres } from '../is-postgres.ts';

/** Where the number of the first request comes from: 550001. */
const LAST_NUMBER_BEFORE_ALL = 550_000;

/** Registration offices; requests for certificates, what happened to them, and the documents handed in for them. */
export async function up(trx: Transaction<unknown>): Promise<void> {
  const { schema } = trx;
  // Sort keys compare by their bytes on both engines, whatever the locale of the database.
  const keyType = isPostgres(trx) ? sql`text collate "C"` : sql`text`;
  await schema
    .createTable('offices')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('address', 'text', (c) => c.notNull())
    .addColumn('phone', 'text', (c) => c.notNull())
    .addColumn('email', 'text', (c) => c.notNull())
    .addColumn('opening', 'text', (c) => c.notNull())
    .addColumn('revision', 'integer', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('closed_at', 'bigint')
    .execute();
  await schema
    .createTable('counters')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('value', 'bigint', (c) => c.notNull())
    .execute();
  await sql`insert into counters (name, value) values ('requests', ${LAST_NUMBER_BEFORE_ALL})`.execute(trx);
  await schema
    .createTable('requests')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('number', 'integer', (c) => c.notNull().unique())
    .addColumn('account_id', 'text', (c) => c.notNull().references('accounts.id'))
    .addColumn('office_id', 'text', (c) => c.notNull().references('offices.id'))
    .addColumn('product_id', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('revision', 'integer', (c) => c.notNull())
    .addColumn('entity_name', 'text', (c) => c.notNull())
    .addColumn('siren', 'text', (c) => c.notNull())
    .addColumn('siret', 'text', (c) => c.notNull())
    .addColumn('entity_address', 'text', (c) => c.notNull())
    .addColumn('holder_first_name', 'text', (c) => c.notNull())
    .addColumn('holder_last_name', 'text', (c) => c.notNull())
    .addColumn('holder_email', 'text', (c) => c.notNull())
    .addColumn('holder_phone', 'text')
    .addColumn('entity_key', keyType, (c) => c.notNull())
    .addColumn('holder_key', keyType, (c) => c.notNull())
    .addColumn('search_text', 'text', (c) => c.notNull())
    .addColumn('replaces_certificate_id', 'text')
    .addColumn('assigned_to', 'text', (c) => c.references('accounts.id'))
    .addColumn('outcome_reason', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('changed_at', 'bigint', (c) => c.notNull())
    .addColumn('state_at', 'bigint', (c) => c.notNull())
    .addColumn('submitted_at', 'bigint')
    .addColumn('ended_at', 'bigint')
    .execute();
  for (const [name, columns] of [
    ['requests_account_date', ['account_id', 'created_at', 'id']],
    ['requests_account_number', ['account_id', 'number']],
    ['requests_account_entity', ['account_id', 'entity_key', 'id']],
    ['requests_account_holder', ['account_id', 'holder_key', 'id']],
    ['requests_office_date', ['office_id', 'created_at', 'id']],
    ['requests_office_state', ['office_id', 'state', 'created_at']],
    ['requests_state', ['state', 'state_at']],
  ] as const) {
    await schema.createIndex(name).on('requests').columns([...columns]).execute();
  }
  await schema
    .createTable('request_events')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('request_id', 'text', (c) => c.notNull().references('requests.id'))
    .addColumn('position', 'integer', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('actor', 'text', (c) => c.notNull().check(sql`actor in ('holder', 'office', 'authority')`))
    .addColumn('account_id', 'text')
    .addColumn('details', 'text', (c) => c.notNull())
    .addUniqueConstraint('request_events_position', ['request_id', 'position'])
    .execute();
  await schema
    .createTable('documents')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('request_id', 'text', (c) => c.notNull().references('requests.id'))
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('file_name', 'text', (c) => c.notNull())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('size', 'integer', (c) => c.notNull())
    .addColumn('sha256', 'text', (c) => c.notNull())
    .addColumn('verdict', 'text', (c) => c.check(sql`verdict in ('accepted', 'refused')`))
    .addColumn('verdict_reason', 'text')
    .addColumn('verdict_text', 'text')
    .addColumn('judged_by', 'text')
    .addColumn('judged_at', 'bigint')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('received_at', 'bigint')
    .addColumn('dropped_at', 'bigint')
    .execute();
  await schema.createIndex('documents_request').on('documents').column('request_id').execute();
  // Apart, so that no list of documents drags their bytes along.
  await schema
    .createTable('document_contents')
    .addColumn('document_id', 'text', (c) => c.primaryKey().references('documents.id'))
    .addColumn('sealed', isPostgres(trx) ? 'bytea' : 'blob', (c) => c.notNull())
    .execute();
}
