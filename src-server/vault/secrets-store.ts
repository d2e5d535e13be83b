import { existsSync, statSync } from 'node:fs';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { withFileLock } from '../db/file-lock.ts';
import { openVaultFile, replaceVaultFile, type VaultFileKey } from './vault-file.ts';
import type { VaultSecrets } from './vault-secrets.ts';

/** Where the secrets of a file vault are kept. */
export interface SecretsStore {
  readonly current: () => VaultSecrets;
  /** What another process has written meanwhile. @throws AppError vaultUnavailable */
  readonly reload: () => Promise<VaultSecrets>;
  /** Changes what is kept now, not what was read earlier; nobody else does so meanwhile. @throws AppError vaultUnavailable */
  readonly update: (change: (secrets: VaultSecrets) => Promise<VaultSecrets>) => Promise<VaultSecrets>;
}

export function memoryStore(secrets: VaultSecrets): SecretsStore {
  let current = secrets;
  let queue = Promise.resolve(secrets);
  return {
    current: () => current,
    reload: async () => current,
    update(change) {
      const mine = queue.then(async () => {
        current = await change(current);
        return current;
      });
      queue = mine.catch(() => current);
      return mine;
    },
  };
}

/** @param key what `opened` came with; a file under another passphrase or with another root is no longer this vault. */
export function fileStore(file: string, opened: { readonly secrets: VaultSecrets; readonly key: VaultFileKey }): SecretsStore {
  let current = opened.secrets;
  let seen = '';
  const read = async (): Promise<VaultSecrets> => {
    const mark = markOf(file);
    if (mark === seen) return current;
    const { secrets } = await openVaultFile(file, async (salt) => {
      if (!salt.equals(opened.key.salt)) throw new Error('the vault file has another passphrase now');
      return opened.key;
    });
    if (secrets.root !== current.root) throw new Error('the vault file is that of another vault now');
    current = secrets;
    seen = mark;
    return current;
  };
  return {
    current: () => current,
    reload: () => asUnavailable(read),
    update: (change) =>
      asUnavailable(() =>
        withFileLock(`${file}.lock`, async () => {
          const before = await read();
          const after = await change(before);
          if (after === before) return before;
          replaceVaultFile(file, after, opened.key);
          return read();
        }),
      ),
  };
}

/** Tells one content of the file from another: it is always replaced, never written into. */
function markOf(file: string): string {
  if (!existsSync(file)) throw new Error('the vault file is gone');
  const { ino, mtimeNs, size } = statSync(file, { bigint: true });
  return `${ino} ${mtimeNs} ${size}`;
}

async function asUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof AppError || thrown instanceof RangeError) throw thrown;
    throw new AppError('vaultUnavailable', {}, thrown);
  }
}
