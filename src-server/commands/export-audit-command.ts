import { exportLine } from '../audit/audit-export.ts';
import { readAuditPages } from '../audit/read-audit-pages.ts';
import { openReadOnly } from '../db/open-database.ts';
import { databaseLocation } from '../open-stores.ts';
import { readOptions } from './read-options.ts';
import { UsageError } from './usage-error.ts';
import { parseSeq } from './verify-audit-command.ts';
import type { CommandContext } from './with-stores.ts';

/**
 * `export-audit [--from SEQ]`: rows of the audit as lines of canonical JSON, as they stand at one moment; `verify-audit` checks them
 * offline. Reads only.
 * @param context.write resolves when more may be written.
 */
export async function runExportAudit(
  args: readonly string[],
  context: Pick<CommandContext, 'config'> & { readonly write: (text: string) => Promise<void> },
): Promise<number> {
  const { values, positionals } = readOptions(args, { from: 'string' });
  if (positionals.length > 0) throw new UsageError('export-audit writes to standard output: > audit.jsonl');
  const from = values.from === undefined ? null : parseSeq(values.from);
  const db = openReadOnly(databaseLocation(context.config()));
  try {
    await readAuditPages(db, from, async (rows) => {
      await context.write(rows.map(exportLine).join(''));
      return null;
    });
    return 0;
  } finally {
    await db.destroy();
  }
}
