import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { existsSync } from 'node:fs';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { adminCryptogram, gidsResponse, iasEccKeys, keyCheckValue } from './admin-cryptogram.ts';
import { fileSigningKeys } from './file-signing-keys.ts';
import { openWith, sealWith } from './gcm.ts';
import { publicJwksOf, signReceiptBy } from './jws.ts';
import { ADMIN_KEY_LENGTH, deriveAdminKey } from './key-diversification.ts';
import { fileStore, memoryStore, type SecretsStore } from './secrets-store.ts';
import { openVaultFile, vaultKeyOf, writeVaultFile } from './vault-file.ts';
import type { CardKey, Vault } from './vault.ts';
import { newVaultSecrets, type VaultSecrets } from './vault-secrets.ts';

/** Opens the vault in `file`, or makes a new one there. A file of an older version becomes one of this version. */
export async function openFileVault(file: string, passphrase: string): Promise<Vault> {
  if (!existsSync(file)) await writeVaultFile(file, await newVaultSecrets(), passphrase);
  const opened = await openVaultFile(file, (salt) => vaultKeyOf(passphrase, salt));
  const vault = vaultOver(fileStore(file, opened));
  // Version 1 had none: making it writes the file as this version's.
  await vault.makeSigningKey('audit-heads', 'P-256');
  return vault;
}

/** A vault over secrets held in this process alone. */
export async function fileVault(secrets: VaultSecrets): Promise<Vault> {
  return vaultOver(memoryStore(secrets));
}

function vaultOver(store: SecretsStore): Vault {
  const root = Buffer.from(store.current().root, 'hex');
  const subkey = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', root, Buffer.alloc(0), `clavis/1/${purpose}`, 32));
  const sealingKey = subkey('seal');
  const signing = fileSigningKeys(store);

  // Keys of cards have a sealing key of their own: the general `open` never opens one.
  const cardKeySealing = subkey('seal-admin-key');

  const fromMaster = async ({ serial, profile }: Pick<CardKey, 'serial' | 'profile'>, keyVersion: number): Promise<Uint8Array> => {
    const version = String(keyVersion);
    const hex = store.current().adminMasters[version] ?? (await store.reload()).adminMasters[version];
    // A card made with a key this vault does not hold: fail closed, spend nothing.
    if (hex === undefined) throw new AppError('vaultUnavailable', { keyVersion });
    const master = Buffer.from(hex, 'hex');
    try {
      return deriveAdminKey(profile, master, serial, keyVersion);
    } finally {
      master.fill(0);
    }
  };
  const keyOf = async (card: CardKey): Promise<Uint8Array> => {
    const { serial, profile, origin } = card;
    if (origin.source === 'master') return fromMaster(card, origin.version);
    try {
      return openWith(cardKeySealing, cardKeyContext(serial, profile, origin.number), Buffer.from(origin.sealed, 'base64'));
    } catch (cause) {
      throw new AppError('vaultUnavailable', {}, cause);
    }
  };
  /** The key for as long as `use` takes, then overwritten. */
  const withKey = async <T>(card: CardKey, use: (key: Uint8Array) => T | Promise<T>): Promise<T> => {
    const key = await keyOf(card);
    try {
      return await use(key);
    } finally {
      key.fill(0);
    }
  };

  return {
    ...signing,
    currentKeyVersion: async () => (await store.reload()).currentKeyVersion,
    async computeAdminCryptogram(card, challenge) {
      return withKey(card, (key) => (card.profile === 'gids' ? gidsResponse(key, challenge) : adminCryptogram(iasEccKeys(key), challenge, card.serial)));
    },
    async deriveAdminKeysForPersonalisation({ serial, profile, keyVersion }) {
      const key = await fromMaster({ serial, profile }, keyVersion);
      return profile === 'gids' ? { profile, adminKey: key } : { profile, adminKeys: iasEccKeys(key) };
    },
    async sealAdminKey({ serial, profile, number, key }) {
      if (key.length !== ADMIN_KEY_LENGTH[profile]) throw new RangeError(`an admin key of ${profile} has ${ADMIN_KEY_LENGTH[profile]} bytes`);
      return { source: 'imported', number, sealed: base64(sealWith(cardKeySealing, cardKeyContext(serial, profile, number), key)) };
    },
    async adminKeyCheckValue(card) {
      return withKey(card, (key) => keyCheckValue(card.profile, key));
    },
    async sameAdminKey(one, other) {
      return withKey(one, (a) => withKey(other, (b) => a.length === b.length && timingSafeEqual(a, b)));
    },
    signReceipt: (claims) => signReceiptBy(signing, claims),
    publicJwks: () => publicJwksOf(signing),
    async mac(purpose, data) {
      return createHmac('sha256', subkey(`mac/${purpose}`)).update(data).digest();
    },
    async seal(context, plaintext) {
      return base64(sealWith(sealingKey, context, plaintext));
    },
    async open(context, sealed) {
      return openWith(sealingKey, context, Buffer.from(sealed, 'base64'));
    },
    async sealBytes(context, plaintext) {
      return sealWith(sealingKey, context, plaintext);
    },
    async openBytes(context, sealed) {
      return openWith(sealingKey, context, sealed);
    },
  };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** What a sealed card key is bound to: moved to another card, profile or number, it does not open. */
function cardKeyContext(serial: string, profile: string, number: number): string {
  return `admin-key/${profile}/${serial}/${number}`;
}
