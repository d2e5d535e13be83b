import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { CompactSign, importJWK } from 'jose';
import { canonicalJson } from '../audit/canonical-json.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { adminCryptogram } from './admin-cryptogram.ts';
import { deriveAdminKeys } from './key-diversification.ts';
import { newVaultSecrets, readVaultFile, writeVaultFile, type VaultSecrets } from './vault-file.ts';
import type { Vault } from './vault.ts';

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

  const keysOf = (serial: string, keyVersion: number) => {
    const master = secrets.adminMasters[String(keyVersion)];
    // A card made with a key this vault does not hold: fail closed, spend nothing.
    if (master === undefined) throw new AppError('vaultUnavailable', { keyVersion });
    return deriveAdminKeys(Buffer.from(master, 'hex'), serial, keyVersion);
  };

  return {
    currentKeyVersion: secrets.currentKeyVersion,
    async computeAdminCryptogram({ serial, keyVersion, challenge }) {
      return adminCryptogram(keysOf(serial, keyVersion), challenge, serial);
    },
    async deriveAdminKeysForPersonalisation({ serial, keyVersion }) {
      return keysOf(serial, keyVersion);
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
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealingKey, iv).setAAD(Buffer.from(context, 'utf8'));
      const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
    },
    async open(context, sealed) {
      const bytes = Buffer.from(sealed, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', sealingKey, bytes.subarray(0, 12)).setAAD(Buffer.from(context, 'utf8'));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
    },
  };
}
