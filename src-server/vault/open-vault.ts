import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { AuthorityConfig, Pkcs11Config } from '../config.ts';
import { readPrivateFile } from '../enrolment/private-file.ts';
import { openFileVault } from './file-vault.ts';
import { reasonOf } from './pkcs11/hsm-lane.ts';
import { pkcs11Vault, type Pkcs11Vault } from './pkcs11-vault.ts';
import { writeNew } from './private-files.ts';
import type { Vault } from './vault.ts';

const VAULT_FILE = 'vault.json';
const PASSPHRASE_FILE = 'vault-passphrase';
const PIN_FILE_MAX = 1_024;

type VaultConfig = Pick<AuthorityConfig, 'dataDir' | 'vaultFile' | 'vaultPassphrase' | 'vaultPassphraseFile' | 'pkcs11'>;

/**
 * The vault of the configuration: a token, or a file, which is made where there is none and nothing was sealed with another yet.
 * @param isInUse whether the database was worked with before; @param onTrouble told why a token could not do a deed.
 * @throws Error with one sentence a person can act on
 */
export async function openVault(config: VaultConfig, isInUse: () => Promise<boolean>, onTrouble: (reason: string) => void): Promise<Vault> {
  if (config.pkcs11 !== null) return openToken(config.pkcs11, onTrouble);
  const file = vaultFileOf(config) ?? '';
  // New keys beside old data would open none of it, and answer for no card.
  if (!existsSync(file) && (await isInUse())) throw new Error(`the vault file ${file} is gone, and the database was used with it: put it back from the backup`);
  return openFileVault(file, readPassphrase(config));
}

/** Path of the vault's file; null: the keys are in a token. */
export function vaultFileOf(config: Pick<AuthorityConfig, 'dataDir' | 'vaultFile' | 'pkcs11'>): string | null {
  return config.pkcs11 === null ? (config.vaultFile ?? join(config.dataDir, VAULT_FILE)) : null;
}

/** The vault of a token, as the configuration names it. Nothing is started yet. @throws Error about the PIN's file */
export function tokenVault({ module, tokenLabel, pin, pinFile, sessions, timeoutMs }: Pkcs11Config, onTrouble: (reason: string) => void): Pkcs11Vault {
  return pkcs11Vault({ module, tokenLabel, pin: pin ?? readPin(pinFile), sessions, limits: { callMs: timeoutMs }, onTrouble });
}

async function openToken(config: Pkcs11Config, onTrouble: (reason: string) => void): Promise<Vault> {
  const vault = tokenVault(config, onTrouble);
  const { missing } = await vault.status().catch(async (cause: unknown) => {
    await vault.close();
    throw cannotOpen(config, cause);
  });
  if (missing.length > 0) {
    await vault.close();
    throw new Error(`the token ${config.tokenLabel} holds no whole vault (missing: ${missing.join(', ')}): run init-vault`);
  }
  return vault;
}

const SENTENCES: Readonly<Record<string, (config: Pkcs11Config) => string>> = {
  pinRefused: ({ tokenLabel }) => `the token ${tokenLabel} refuses the PIN; it was presented once, and is not again`,
  tokenMissing: ({ tokenLabel, module }) => `${module} shows no token, or more than one, with the label ${tokenLabel}`,
  moduleUnreadable: ({ module }) => `${module} is no PKCS#11 module for this system`,
  addonMissing: () => 'the addons are not compiled: install a C++ compiler (Debian: g++) and run npm ci',
  keyDoubled: ({ tokenLabel }) => `the token ${tokenLabel} holds two keys of one name; one of them is not this program's`,
};

/** One sentence a person can act on. */
export function cannotOpen(config: Pkcs11Config, cause: unknown): Error {
  const reason = reasonOf(cause);
  if (reason === null) return cause instanceof Error && !(cause instanceof AppError) ? cause : new Error('the vault cannot be opened', { cause });
  return new Error(SENTENCES[reason]?.(config) ?? `the token ${config.tokenLabel} cannot be used (${reason})`, { cause });
}

function readPin(file: string): string {
  const { content, open } = readPrivateFile(file, PIN_FILE_MAX);
  try {
    if (open) throw new Error(`${file} can be read or written by others: chmod 600 it, and change the PIN`);
    const pin = new TextDecoder('utf-8', { fatal: true }).decode(content).split('\n')[0]?.trim() ?? '';
    if (pin === '') throw new Error(`${file} is empty`);
    return pin;
  } finally {
    content.fill(0);
  }
}

/**
 * The file's passphrase: given, or from a file that was named, or from a random one made beside the data at first start.
 * The last is for one machine and rehearsals: whoever copies the folder copies both.
 */
function readPassphrase(config: VaultConfig): string {
  if (config.vaultPassphrase !== null) return config.vaultPassphrase;
  if (config.vaultPassphraseFile !== null) return firstLine(config.vaultPassphraseFile);
  const beside = join(config.dataDir, PASSPHRASE_FILE);
  if (!existsSync(beside)) writeNew(beside, `${randomBytes(32).toString('base64url')}\n`);
  return firstLine(beside);
}

function firstLine(file: string): string {
  const line = readFileSync(file, 'utf8').split('\n')[0]?.trim() ?? '';
  if (line.length < 8) throw new Error('the passphrase file holds fewer than 8 characters');
  return line;
}
