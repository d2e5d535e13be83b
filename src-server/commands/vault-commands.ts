import { createHash } from 'node:crypto';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { AuthorityConfig } from '../config.ts';
import { openStores } from '../open-stores.ts';
import { rotateAdminKey } from '../use-cases/rotate-admin-key.ts';
import { bindVault } from '../vault/bind-vault.ts';
import { cannotOpen, tokenVault } from '../vault/open-vault.ts';
import type { Vault, VaultStatus } from '../vault/vault.ts';
import { UsageError } from './usage-error.ts';
import { withStores, type CommandContext } from './with-stores.ts';

/**
 * `init-vault`: makes the keys that are missing, those of the certificate authority excepted, and prints what there is. A vault that is whole
 * is left alone. Exit code 0.
 */
export async function runInitVault(args: readonly string[], context: CommandContext): Promise<number> {
  takesNothing('init-vault', args);
  const made: string[] = [];
  const open = async (config: AuthorityConfig) => {
    if (config.pkcs11 === null) return openStores(config);
    const vault = tokenVault(config.pkcs11, (reason) => context.warn(`token: ${reason}`));
    try {
      const before = await vault.status();
      made.push(...before.missing);
      await vault.init();
      return await openStores(config, { vault });
    } catch (cause) {
      await vault.close();
      throw cannotOpen(config.pkcs11, cause);
    }
  };
  return withStores({ open, ...context }, async ({ db, vault, clock }) => {
    await bindVault(db, vault, clock.now());
    const status = await vault.status();
    if (made.length > 0) {
      const details = { kind: status.kind, place: status.place, made };
      await db.transaction().execute((trx) => appendAudit(trx, { at: clock.now(), event: 'vault.made', subject: status.place, details }));
    }
    context.print(made.length > 0 ? `made: ${made.join(', ')}` : 'whole already, nothing was made');
    tell(status, context);
    return 0;
  });
}

/** `vault-status`: kind, names, versions and check values; no secret. Exit code 0, 1 when a key is missing or the vault is away. */
export async function runVaultStatus(args: readonly string[], context: CommandContext): Promise<number> {
  takesNothing('vault-status', args);
  return withStores(context, async ({ vault }) => {
    const status = await answered(vault, () => vault.status());
    tell(status, context);
    return status.missing.length === 0 ? 0 : 1;
  });
}

/** `rotate-admin-key`: the next version of the admin master key, for tokens made from now on. Exit code 0. */
export async function runRotateAdminKey(args: readonly string[], context: CommandContext): Promise<number> {
  takesNothing('rotate-admin-key', args);
  return withStores(context, async (stores) => {
    const { version, checkValue, isNew } = await answered(stores.vault, () => rotateAdminKey(stores));
    context.print(`${isNew ? 'made' : 'had been made before, now written down'}: version ${version}, key check value ${checkValue}; tokens of earlier versions keep theirs`);
    return 0;
  });
}

function tell({ kind, place, missing, signingKeys, adminMasters, currentKeyVersion }: VaultStatus, { print }: CommandContext): void {
  print(`vault: ${kind}, ${place}`);
  for (const { name, curve, spki } of signingKeys) print(`signing key: ${name}, ${curve}, sha256 of its SPKI ${createHash('sha256').update(spki).digest('hex')}`);
  for (const { version, checkValue } of adminMasters) {
    print(`admin master key: version ${version}, key check value ${checkValue}${version === currentKeyVersion ? ', current' : ''}`);
  }
  for (const key of missing) print(`missing: ${key}`);
}

/** @throws Error with one sentence when the vault does not answer */
async function answered<T>(vault: Vault, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    await vault.close();
    throw cause instanceof AppError && cause.code === 'vaultUnavailable' ? new Error('the vault is away; try again once it is back', { cause }) : cause;
  }
}

function takesNothing(command: string, args: readonly string[]): void {
  if (args.length > 0) throw new UsageError(`${command} takes nothing more; see --help`);
}
