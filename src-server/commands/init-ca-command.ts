import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { REVOCATION_REASONS, type RevocationReason } from '../ca/revocation-reason.ts';
import { ISSUING_NAMES } from '../domain/issuing-generation.ts';
import { listIssuing } from '../repositories/authorities.ts';
import { authorityFileNames, authorityFile } from '../use-cases/certificates/authority-files.ts';
import { initAuthority, type MadeAuthority } from '../use-cases/certificates/init-authority.ts';
import { revokeIssuing } from '../use-cases/certificates/revoke-issuing.ts';
import { readOptions } from './read-options.ts';
import { UsageError } from './usage-error.ts';
import { withStores, type CommandContext } from './with-stores.ts';

/**
 * `init-ca [--renew-issuing N] [--revoke-issuing N --reason REASON] [--out DIR]`: makes what is missing of the certificate authority and prints
 * what there is. Exit code 0, also when all was there; 1 when the vault is away or holds other keys than those of the certificates. A number is
 * that of the issuing authority there is to be, or that is to be revoked: run again it changes nothing.
 */
export async function runInitCa(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = readOptions(args, { out: 'string', 'renew-issuing': 'string', 'revoke-issuing': 'string', reason: 'string' });
  const upTo = numberOf(values['renew-issuing']) ?? 1;
  const revoked = numberOf(values['revoke-issuing']);
  const reason = revoked === null ? null : reasonOf(values.reason);
  if (positionals.length > 0) throw new UsageError('init-ca takes no file; see --help');
  return withStores(context, async (stores) => {
    try {
      const there = (await listIssuing(stores.db)).length;
      if (upTo > there + 1) throw new UsageError(`there is no issuing authority ${upTo - 1} yet: --renew-issuing ${there + 1} is the next`);
      if (revoked !== null && revoked > there) throw new UsageError(`there is no issuing authority ${revoked} to revoke`);
      for (const one of await initAuthority(stores, upTo)) context.print(tell(one));
      if (revoked !== null && reason !== null) context.print(`issuing-ca ${revoked}: ${(await revokeIssuing(stores, revoked, reason)) ? 'revoked' : 'was revoked before'}`);
      if (values.out !== undefined) {
        mkdirSync(values.out, { recursive: true });
        const names = await authorityFileNames(stores.db);
        for (const name of names) writeFileSync(join(values.out, name), (await authorityFile(stores, name)).bytes);
        context.print(`files in ${values.out}: ${names.join(' ')}`);
      }
      return 0;
    } catch (cause) {
      if (!(cause instanceof AppError) || cause.code !== 'vaultUnavailable') throw cause;
      context.warn('the vault is away, or holds other keys than those of the certificates in the database; nothing more was made');
      return 1;
    }
  });
}

/** @throws UsageError */
function numberOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const number = Number(text);
  if (!/^\d$/u.test(text) || number < 1 || number > ISSUING_NAMES.length) throw new UsageError(`issuing authorities have numbers from 1 to ${ISSUING_NAMES.length}`);
  return number;
}

/** @throws UsageError */
function reasonOf(text: string | undefined): RevocationReason {
  const names = Object.keys(REVOCATION_REASONS) as RevocationReason[];
  const found = names.find((name) => name === text);
  if (found === undefined) throw new UsageError(`--revoke-issuing needs --reason, one of ${names.join(', ')}`);
  return found;
}

function tell({ name, certificate: { der, serial, notAfter }, made }: MadeAuthority): string {
  const sha256 = createHash('sha256').update(der).digest('hex');
  return `${name}: ${made ? 'made' : 'there already'}, serial ${serial}, sha256 ${sha256}, until ${new Date(notAfter).toISOString().slice(0, 10)}`;
}
