import { AppError } from '../../../src-shared/errors/app-error.ts';
import { isKeepable, type Keyring, type KeyringTrouble } from '../../ports/keyring.ts';

/** Secrets that end with the program: what there is where the system has no keyring, or keeps it shut. */
export function keyringMemory(why: KeyringTrouble): Keyring {
  const secrets = new Map<string, string>();
  return {
    kind: 'memory',
    whyMemory: why,
    get: async (name) => secrets.get(name) ?? null,
    async set(name, secret) {
      if (!isKeepable(secret)) throw new AppError('callRejected');
      secrets.set(name, secret);
    },
    delete: async (name) => secrets.delete(name),
    close: async () => secrets.clear(),
  };
}
