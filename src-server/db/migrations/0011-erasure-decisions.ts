import type { Transaction } from 'kysely';

/** What became of a request for erasure: by whom, why, and what stayed. */
export async function up(trx: Transaction<unknown>): Promise<void> {
  const { schema } = trx;
  await schema.alterTable('erasure_requests').addColumn('decided_at', 'bigint').execute();
  await schema.alterTable('erasure_requests').addColumn('decided_by', 'text').execute();
  await schema.alterTable('erasure_requests').addColumn('decision_reason', 'text').execute();
  await schema.alterTable('erasure_requests').addColumn('kept', 'text').execute();
  await schema.createIndex('erasure_requests_state').on('erasure_requests').columns(['state', 'requested_at', 'id']).execute();
}
