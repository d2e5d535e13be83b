import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileVault } from '../../src-server/vault/file-vault.ts';
import { pkcs11Vault } from '../../src-server/vault/pkcs11-vault.ts';
import { writeVaultFile } from '../../src-server/vault/vault-file.ts';
import { newVaultSecrets } from '../../src-server/vault/vault-secrets.ts';
import type { Vault } from '../../src-server/vault/vault.ts';
import { SoftHsm } from './softhsm.ts';

/** Master key, version 1, of every vault made here: AN10922's own, so that what both kinds compute can be compared. */
export const KNOWN_MASTER = '00112233445566778899aabbccddeeff';

/** A place with the keys of one vault, of one kind. */
export interface VaultKind {
  readonly kind: 'file' | 'pkcs11';
  /** The same vault each time, as a program that starts finds it. */
  readonly open: () => Promise<Vault>;
  readonly remove: () => void;
}

export async function fileKind(): Promise<VaultKind> {
  const folder = mkdtempSync(join(tmpdir(), 'clavis-vault-kind-'));
  const file = join(folder, 'vault.json');
  await writeVaultFile(file, { ...(await newVaultSecrets()), adminMasters: { '1': KNOWN_MASTER } }, 'passphrase of the tests');
  return { kind: 'file', open: () => openFileVault(file, 'passphrase of the tests'), remove: () => rmSync(folder, { recursive: true }) };
}

/** A token of SoftHSM2. */
export async function pkcs11Kind(): Promise<VaultKind> {
  const hsm = new SoftHsm();
  const settings = hsm.token('Clavis contract', { sessions: 2 });
  hsm.importMaster(settings, 1, KNOWN_MASTER);
  const first = pkcs11Vault(settings);
  await first.init();
  const opened = [first];
  return {
    kind: 'pkcs11',
    async open() {
      const vault = pkcs11Vault(settings);
      opened.push(vault);
      return vault;
    },
    remove() {
      for (const vault of opened) void vault.close();
      hsm.remove();
    },
  };
}
