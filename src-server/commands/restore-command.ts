import { restoreBackup } from '../backup/restore-backup.ts';
import { keptHeads } from './kept-heads.ts';
import { readOptions } from './read-options.ts';
import { UsageError } from './usage-error.ts';
import type { CommandContext } from './with-stores.ts';

/**
 * `restore DIR [--heads FILE [--keys FILE]]`: puts a backup where there is nothing, and says how much of what was signed since is not in it.
 * Exit code 0 when it stands.
 */
export async function runRestore(args: readonly string[], { print, warn, config }: Pick<CommandContext, 'print' | 'warn' | 'config'>): Promise<number> {
  const { values, positionals } = readOptions(args, { heads: 'string', keys: 'string' });
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) throw new UsageError('restore takes one DIR, as backup wrote it');
  const heads = await keptHeads(values.heads, values.keys);
  const { manifest, rows, lost } = await restoreBackup(config(), folder, { now: Date.now(), heads });
  print(`ok: restored as of ${new Date(manifest.takenAt).toISOString()}, ${rows} rows of audit; links and sessions that were open are ended`);
  if (lost > 0) warn(`rows ${rows + 1} to ${rows + lost} of the audit were signed and are not in this backup: ${lost} acts are lost, among them perhaps revocations`);
  else if (values.heads === undefined) warn('what was done after the backup is not known without --heads');
  return 0;
}
