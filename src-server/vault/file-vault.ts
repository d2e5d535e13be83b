import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync } from 'node:fs';
import { CompactSign, importJWK } from 'jose';
import { canonicalJson } from '../audit/canonical-json.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { adminCryptogram, gidsResponse, iasEccKeys, keyCheckValue } from './admin-cryptogram.ts';
import { ADMIN_KEY_LENGTH, deriveAdminKey } from './key-diversification.ts';
import { newVaultSecrets, readVaultFile, writeVaultFile, type VaultSecrets } from './vault-file.ts';
import type { CardKey, Vault } from './vault.ts';

/** Opens the vault in `file`, or makes a new one there. */
export async function openFileVault(file: string, passphrase: string): Promise<Vault> {
  if (!existsSync(file)) await writeVaultFile(file, await newVaultSecrets(), passphrase);
  return fileVault(await readVaultFile(file, passphrase));
}

/** A vault over secrets held in this process. */
export async function fileVault(secrets: VaultSecrets): Promise<Vault> {
  const root = Buffer.from(secrets.root, 'hex');
  const signingKey = await importJWK(secrets.signing, 'ES256');
  const { kid, kty, crv, x, y } = secrets.signing;
  const subkey = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', root, Buffer.alloc(0), `clavis/1/${purpose}`, 32));
  const sealingKey = subkey('seal');

  // Keys of cards have a sealing key of their own: the general `open` never opens one.
  const cardKeySealing = subkey('seal-admin-key');

  const fromMaster = ({ serial, profile }: Pick<CardKey, 'serial' | 'profile'>, keyVersion: number): Uint8Array => {
    const hex = secrets.adminMasters[String(keyVersion)];
    // A card made with a key this vault does not hold: fail closed, spend nothing.
    if (hex === undefined) throw new AppError('vaultUnavailable', { keyVersion });
    const master = Buffer.from(hex, 'hex');
    try {
      return deriveAdminKey(profile, master, serial, keyVersion);
    } finally {
      master.fill(0);
    }
  };
  const keyOf = (card: CardKey): Uint8Array => {
    const { serial, profile, origin } = card;
    if (origin.source === 'master') return fromMaster(card, origin.version);
    try {
      return openWith(cardKeySealing, cardKeyContext(serial, profile, origin.number), origin.sealed);
    } catch (cause) {
      throw new AppError('vaultUnavailable', {}, cause);
    }
  };
  /** The key for as long as `use` takes, then overwritten. */
  const withKey = <T>(card: CardKey, use: (key: Uint8Array) => T): T => {
    const key = keyOf(card);
    try {
      return use(key);
    } finally {
      key.fill(0);
    }
  };

  return {
    currentKeyVersion: secrets.currentKeyVersion,
    async computeAdminCryptogram(card, challenge) {
      return withKey(card, (key) => (card.profile === 'gids' ? gidsResponse(key, challenge) : adminCryptogram(iasEccKeys(key), challenge, card.serial)));
    },
    async deriveAdminKeysForPersonalisation({ serial, profile, keyVersion }) {
      const key = fromMaster({ serial, profile }, keyVersion);
      return profile === 'gids' ? { profile, adminKey: key } : { profile, adminKeys: iasEccKeys(key) };
    },
    async sealAdminKey({ serial, profile, number, key }) {
      if (key.length !== ADMIN_KEY_LENGTH[profile]) throw new RangeError(`an admin key of ${profile} has ${ADMIN_KEY_LENGTH[profile]} bytes`);
      return { source: 'imported', number, sealed: sealWith(cardKeySealing, cardKeyContext(serial, profile, number), key) };
    },
    async adminKeyCheckValue(card) {
      return withKey(card, (key) => keyCheckValue(card.profile, key));
    },
    async sameAdminKey(one, other) {
      return withKey(one, (a) => withKey(other, (b) => a.length === b.length && timingSafeEqual(a, b)));
    },
    async signReceipt(claims) {
      const payload = Buffer.from(canonicalJson(claims), 'utf8');
      return new CompactSign(payload).setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' }).sign(signingKey);
    },
    publicJwks: () => ({ keys: [{ kid, kty, crv, x, y, alg: 'ES256', use: 'sig' }] }),
    async mac(purpose, data) {
      return createHmac('sha256', subkey(`mac/${purpose}`)).update(data).digest();
    },
    async seal(context, plaintext) {
      return sealWith(sealingKey, context, plaintext);
    },
    async open(context, sealed) {
      return openWith(sealingKey, context, sealed);
    },
  };
}

/** What a sealed card key is bound to: moved to another card, profile or number, it does not open. */
function cardKeyContext(serial: string, profile: string, number: number): string {
  return `admin-key/${profile}/${serial}/${number}`;
}

/** AES-256-GCM with a random 12-byte IV: IV || tag || ciphertext, base64. */
function sealWith(key: Uint8Array, context: string, plaintext: Uint8Array): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context, 'utf8'));
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
}

function openWith(key: Uint8Array, context: string, sealed: string): Uint8Array {
  const bytes = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 }).setAAD(Buffer.from(context, 'utf8'));
  decipher.setAuthTag(bytes.subarray(12, 28));
  const plaintext = decipher.update(bytes.subarray(28));
  // GCM gives all of its bytes before the tag is checked: nothing is handed on before.
  decipher.final();
  return plaintext;
}
