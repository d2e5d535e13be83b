import { describeDatabase } from '../db/database-location.ts';
import { openDatabase } from '../db/open-database.ts';
import { databaseLocation } from '../open-stores.ts';
import type { CommandContext } from './with-stores.ts';
import { UsageError } from './usage-error.ts';

/**
 * `migrate`: brings the database to this program's schema, as the owner of its tables; the authority itself may then run with
 * a role that has fewer rights. Exit code 0 when the schema is this program's.
 */
export async function runMigrate(args: readonly string[], context: Pick<CommandContext, 'print' | 'config'>): Promise<number> {
  if (args.length > 0) throw new UsageError('migrate takes no argument');
  const location = databaseLocation(context.config());
  const db = await openDatabase(location, Date.now());
  await db.destroy();
  context.print(`ok: ${describeDatabase(location)} is at this program's schema`);
  return 0;
}
