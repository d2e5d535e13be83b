import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { AUTHORITY_FILES, authorityFile } from '../use-cases/certificates/authority-files.ts';
import { initAuthority, type MadeAuthority } from '../use-cases/certificates/init-authority.ts';
import { readOptions } from './read-options.ts';
import { UsageError } from './usage-error.ts';
import { withStores, type CommandContext } from './with-stores.ts';

/**
 * `init-ca [--out DIR]`: makes what is missing of the certificate authority and prints what there is. Exit code 0, also when
 * all was there; 1 when the vault is away or holds other keys than those of the certificates.
 */
export async function runInitCa(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = readOptions(args, { out: 'string' });
  if (positionals.length > 0) throw new UsageError('init-ca takes no file; see --help');
  return withStores(context, async (stores) => {
    try {
      for (const one of await initAuthority(stores)) context.print(tell(one));
      if (values.out !== undefined) {
        mkdirSync(values.out, { recursive: true });
        for (const name of AUTHORITY_FILES) writeFileSync(join(values.out, name), (await authorityFile(stores, name)).bytes);
        context.print(`files in ${values.out}: ${AUTHORITY_FILES.join(' ')}`);
      }
      return 0;
    } catch (cause) {
      if (!(cause instanceof AppError) || cause.code !== 'vaultUnavailable') throw cause;
      context.warn('the vault is away, or holds other keys than those of the certificates in the database; nothing more was made');
      return 1;
    }
  });
}

function tell({ kind, certificate: { der, serial, notAfter }, made }: MadeAuthority): string {
  const sha256 = createHash('sha256').update(der).digest('hex');
  return `${kind}: ${made ? 'made' : 'there already'}, serial ${serial}, sha256 ${sha256}, until ${new Date(notAfter).toISOString().slice(0, 10)}`;
}
