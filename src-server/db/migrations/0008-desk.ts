import { sql, type Transaction } from 'kysely';

/** Appointments, what the desk checked, requests to a second person; tickets that an operator opened. Limits of links move to `rate_events`. */
export async function up(trx: Transaction<unknown>): Promise<void> {
  const { schema } = trx;
  // Counted in the same table as every other limit from here on. The last minute and day of it are counted anew.
  await schema.dropTable('link_requests').execute();
  await schema.alterTable('dossiers').addColumn('office_id', 'text').execute();
  await schema.alterTable('tickets').addColumn('opened_by', 'text').execute();
  await schema
    .createTable('approvals')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('kind', 'text', (c) => c.notNull().check(sql`kind in ('unblock', 'reopenAnswers', 'revokeForOther')`))
    .addColumn('subject', 'text', (c) => c.notNull())
    .addColumn('office_id', 'text', (c) => c.references('offices.id'))
    .addColumn('requested_by', 'text', (c) => c.references('accounts.id'))
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('details', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull().check(sql`state in ('pending', 'approved', 'refused', 'void')`))
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('decided_by', 'text', (c) => c.references('accounts.id'))
    .addColumn('decided_at', 'bigint')
    .addColumn('decision_reason', 'text')
    .execute();
  // One open question about one thing, by the database itself.
  await schema
    .createIndex('approvals_one_pending')
    .on('approvals')
    .columns(['kind', 'subject'])
    .unique()
    .where(sql.ref('state'), '=', sql`'pending'`)
    .execute();
  await schema.createIndex('approvals_state').on('approvals').columns(['state', 'created_at', 'id']).execute();
  await schema
    .createTable('appointments')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('account_id', 'text', (c) => c.notNull().references('accounts.id'))
    .addColumn('office_id', 'text', (c) => c.notNull().references('offices.id'))
    .addColumn('request_id', 'text', (c) => c.references('requests.id'))
    .addColumn('serial', 'text')
    .addColumn('purpose', 'text', (c) => c.notNull())
    .addColumn('starts_at', 'bigint', (c) => c.notNull())
    .addColumn('ends_at', 'bigint', (c) => c.notNull())
    .addColumn('desk', 'integer', (c) => c.notNull().check(sql`desk >= 1`))
    .addColumn('state', 'text', (c) => c.notNull().check(sql`state in ('booked', 'checkedIn', 'done', 'noShow', 'cancelled')`))
    .addColumn('revision', 'integer', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('state_at', 'bigint', (c) => c.notNull())
    .addColumn('reminded_at', 'bigint')
    .execute();
  // One person at one desk at one time, and one appointment to come for one request.
  await schema
    .createIndex('appointments_one_per_desk')
    .on('appointments')
    .columns(['office_id', 'starts_at', 'desk'])
    .unique()
    .where(sql.ref('state'), '<>', sql`'cancelled'`)
    .execute();
  await schema
    .createIndex('appointments_one_per_request')
    .on('appointments')
    .column('request_id')
    .unique()
    .where(sql.ref('state'), 'in', sql`('booked', 'checkedIn')`)
    .execute();
  await schema.createIndex('appointments_account').on('appointments').columns(['account_id', 'starts_at']).execute();
  await schema.createIndex('appointments_due').on('appointments').columns(['state', 'starts_at']).execute();
  await schema
    .createTable('identity_checks')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('office_id', 'text', (c) => c.notNull().references('offices.id'))
    .addColumn('checked_by', 'text', (c) => c.notNull().references('accounts.id'))
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('document_type', 'text', (c) => c.notNull())
    .addColumn('document_expires', 'text', (c) => c.notNull())
    .addColumn('matches', 'integer', (c) => c.notNull().check(sql`matches in (0, 1)`))
    .addColumn('refusal', 'text')
    .addColumn('appointment_id', 'text', (c) => c.references('appointments.id'))
    .addColumn('approval_id', 'text', (c) => c.references('approvals.id'))
    .addColumn('ticket_id', 'text', (c) => c.references('tickets.id'))
    .execute();
  await schema.createIndex('identity_checks_appointment').on('identity_checks').column('appointment_id').execute();
}
