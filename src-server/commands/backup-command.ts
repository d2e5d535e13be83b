import { takeBackup } from '../backup/take-backup.ts';
import { readOptions } from './read-options.ts';
import { UsageError } from './usage-error.ts';
import type { CommandContext } from './with-stores.ts';

/** `backup DIR`: database, vault file and the head of the audit, beside a running authority. Exit code 0 when the backup is whole. */
export async function runBackup(args: readonly string[], { print, config }: Pick<CommandContext, 'print' | 'config'>): Promise<number> {
  const { positionals } = readOptions(args, {});
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) throw new UsageError('backup takes one DIR');
  const { auditHead, files } = await takeBackup(config(), folder, Date.now());
  print(`ok: ${Object.keys(files).join(', ')} in ${folder}, audit head ${auditHead.seq}:${auditHead.hash}`);
  print(
    files['vault.json'] === undefined
      ? 'The keys are not in it: they are in the token, which has its own means of backup.'
      : 'The passphrase of the vault is not in it, and without it the backup opens no key: keep it apart.',
  );
  return 0;
}
