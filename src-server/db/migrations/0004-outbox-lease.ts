import type { Transaction } from 'kysely';

/** Several instances empty one outbox: whoever takes a mail has it alone until then. */
export async function up(trx: Transaction<unknown>): Promise<void> {
  await trx.schema.alterTable('outbox').addColumn('leased_until', 'bigint').execute();
}
