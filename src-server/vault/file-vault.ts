import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync } from 'node:fs';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { adminCryptogram, gidsResponse, iasEccKeys, keyCheckValue, tripleDesCheckValue } from './admin-cryptogram.ts';
import { fileSigningKeys } from './file-signing-keys.ts';
import { openWith, sealWith } from './gcm.ts';
import { publicJwksOf, signReceiptBy } from './jws.ts';
import { ADMIN_KEY_LENGTH, cardKeyContext, deriveAdminKey } from './key-diversification.ts';
import { fileStore, memoryStore, type SecretsStore } from './secrets-store.ts';
import { openVaultFile, vaultKeyOf, writeVaultFile } from './vault-file.ts';
import type { CardKey, Vault } from './vault.ts';
import { newVaultSecrets, type VaultSecrets } from './vault-secrets.ts';

/** Opens the vault in `file`, or makes a new one there. A file of an older version becomes one of this version. */
export async function openFileVault(file: string, passphrase: string): Promise<Vault> {
  if (!existsSync(file)) await writeVaultFile(file, await newVaultSecrets(), passphrase);
  const opened = await openVaultFile(file, (salt) => vaultKeyOf(passphrase, salt));
  const vault = vaultOver(fileStore(file, opened), file);
  // Version 1 had none: making it writes the file as this version's.
  await vault.makeSigningKey('audit-heads', 'P-256');
  return vault;
}

/** A vault over secrets held in this process alone. */
export async function fileVault(secrets: VaultSecrets): Promise<Vault> {
  return vaultOver(memoryStore(secrets), 'memory');
}

function vaultOver(store: SecretsStore, place: string): Vault {
  const root = Buffer.from(store.current().root, 'hex');
  const subkey = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', root, Buffer.alloc(0), `clavis/1/${purpose}`, 32));
  const sealingKey = subkey('seal');
  const { list, ...signing } = fileSigningKeys(store);

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
    async rotateAdminKey() {
      const { currentKeyVersion } = await store.update(async (secrets) => {
        const version = Math.max(...Object.keys(secrets.adminMasters).map(Number)) + 1;
        if (version > 255) throw new RangeError('there are 255 versions at most');
        return { ...secrets, adminMasters: { ...secrets.adminMasters, [version]: randomBytes(16).toString('hex') }, currentKeyVersion: version };
      });
      return currentKeyVersion;
    },
    async status() {
      const { adminMasters, currentKeyVersion } = await store.reload();
      const masters = Object.entries(adminMasters).map(([version, hex]) => ({ version: Number(version), checkValue: tripleDesCheckValue(Buffer.from(hex, 'hex')) }));
      return { kind: 'file', place, missing: [], signingKeys: await list(), adminMasters: masters.toSorted((a, b) => a.version - b.version), currentKeyVersion };
    },
    close: async () => undefined,
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
      return withKey(one, (a) => withKey(other, (b) => a.length === b.length && timingSafeEqual(withoutParity(a), withoutParity(b))));
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

/** DES takes no notice of the lowest bit of each byte: keys that differ there alone are one key. */
const withoutParity = (key: Uint8Array): Uint8Array => key.map((byte) => byte & 0xfe);

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
