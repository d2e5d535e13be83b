import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { openFileVault } from '../../src-server/vault/file-vault.ts';
import { pkcs11Vault, type Pkcs11Vault } from '../../src-server/vault/pkcs11-vault.ts';
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
  /** Ways in which its keys can be out of reach while a program runs. */
  readonly outages: readonly VaultOutage[];
  readonly remove: () => void;
}

export interface VaultOutage {
  readonly name: string;
  readonly begin: () => void;
  readonly end: () => void;
}

export async function fileKind(): Promise<VaultKind> {
  const folder = mkdtempSync(join(tmpdir(), 'clavis-vault-kind-'));
  const file = join(folder, 'vault.json');
  await writeVaultFile(file, { ...(await newVaultSecrets()), adminMasters: { '1': KNOWN_MASTER } }, 'passphrase of the tests');
  const open = (): Promise<Vault> => openFileVault(file, 'passphrase of the tests');
  // What it has read it keeps: nothing of the machine takes its keys away.
  return { kind: 'file', open, outages: [], remove: () => rmSync(folder, { recursive: true }) };
}

/** A token of SoftHSM2. */
export async function pkcs11Kind(): Promise<VaultKind> {
  const hsm = new SoftHsm();
  const settings = hsm.token('Clavis contract', { sessions: 2, limits: { callMs: 4000, pauseMs: 10, pauseMaxMs: 50 } });
  hsm.importMaster(settings, 1, KNOWN_MASTER);
  const first = pkcs11Vault(settings);
  await first.init().catch(async (cause: unknown) => {
    await first.close();
    hsm.remove();
    throw cause;
  });
  const opened = [first];
  return {
    kind: 'pkcs11',
    async open() {
      const vault = pkcs11Vault(settings);
      opened.push(vault);
      return vault;
    },
    outages: [
      { name: 'the token is taken out', begin: () => hsm.unplug(), end: () => hsm.plug() },
      { name: 'the module hangs', begin: () => signal(opened, 'SIGSTOP'), end: () => undefined },
      { name: 'the module crashes', begin: () => signal(opened, 'SIGKILL'), end: () => undefined },
    ],
    remove() {
      for (const vault of opened) void vault.close();
      hsm.remove();
    },
  };
}

function signal(vaults: readonly Pkcs11Vault[], name: NodeJS.Signals): void {
  for (const vault of vaults) for (const pid of vault.pids()) process.kill(pid, name);
}
