import { createCipheriv, createPublicKey, randomBytes, scryptSync, verify } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFileVault } from '../../../src-server/vault/file-vault.ts';
import { readVaultFile } from '../../../src-server/vault/vault-file.ts';
import { newVaultSecrets } from '../../../src-server/vault/vault-secrets.ts';
import { SIGNING_KEY_NAMES } from '../../../src-server/vault/vault.ts';

const PASSPHRASE = 'correct horse';
let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'clavis-vault-keys-'));
  file = join(dir, 'vault.json');
});
afterEach(() => rmSync(dir, { recursive: true }));

/** A file as version 1 of the format had it. */
async function writeFirstVersion(): Promise<{ readonly x: string }> {
  const { signingKeys, ...rest } = await newVaultSecrets();
  const { receipts } = signingKeys;
  if (receipts === undefined) throw new Error('no key of receipts');
  const salt = randomBytes(16);
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', scryptSync(PASSPHRASE, salt, 32, { N: 32_768, r: 8, p: 1, maxmem: 2 ** 26 }), iv);
  cipher.setAAD(Buffer.from('clavis-vault/1'));
  const secrets = { ...rest, signing: { ...receipts, kid: 'thumbprint' } };
  const ciphertext = Buffer.concat([cipher.update(JSON.stringify(secrets)), cipher.final()]).toString('hex');
  const kdf = { name: 'scrypt', N: 32_768, r: 8, p: 1, salt: salt.toString('hex') };
  writeFileSync(file, JSON.stringify({ format: 'clavis-vault', version: 1, kdf, iv: iv.toString('hex'), tag: cipher.getAuthTag().toString('hex'), ciphertext }), { mode: 0o600 });
  return receipts;
}

describe('signing keys of the file vault', () => {
  it('are made once, survive a restart, and sign what their public key verifies', async () => {
    const vault = await openFileVault(file, PASSPHRASE);
    expect(await vault.publicKey('root-ca')).toBeNull();
    await expect(vault.sign('root-ca', Buffer.from('x'))).rejects.toMatchObject({ code: 'vaultUnavailable' });
    const spki = await vault.makeSigningKey('root-ca', 'P-384');
    expect(await vault.makeSigningKey('root-ca', 'P-256')).toEqual(spki);
    const again = await openFileVault(file, PASSPHRASE);
    expect(await again.publicKey('root-ca')).toEqual(spki);
    const signature = await again.sign('root-ca', Buffer.from('data'));
    expect(signature).toHaveLength(96);
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    expect(verify('sha384', Buffer.from('data'), { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('are seen by a vault that was open before another process made them', async () => {
    const running = await openFileVault(file, PASSPHRASE);
    const command = await openFileVault(file, PASSPHRASE);
    const spki = await command.makeSigningKey('issuing-ca', 'P-256');
    expect(await running.publicKey('issuing-ca')).toEqual(spki);
    expect(await running.sign('issuing-ca', Buffer.from('x'))).toHaveLength(64);
  });

  it('are all there after several processes made them at once', async () => {
    await openFileVault(file, PASSPHRASE);
    const child = join(import.meta.dirname, '../../support/vault-key-maker.ts');
    const made = await Promise.all(
      [0, 1, 2].map(async (offset) => {
        const keys = SIGNING_KEY_NAMES.map((_, at) => SIGNING_KEY_NAMES[(at + offset) % SIGNING_KEY_NAMES.length] ?? '');
        const process = fork(child, [file, PASSPHRASE, ...keys], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
        const [[message]] = await Promise.all([once(process, 'message'), once(process, 'exit')]);
        return message as Record<string, string>;
      }),
    );
    const kept = (await readVaultFile(file, PASSPHRASE)).signingKeys;
    expect(Object.keys(kept).toSorted()).toEqual(SIGNING_KEY_NAMES.toSorted());
    expect(made[1]).toEqual(made[0]);
    expect(made[2]).toEqual(made[0]);
    expect(readdirSync(dir).toSorted()).toEqual(['vault.json', 'vault.json.lock']);
  });

  it('come out of a file of version 1, which becomes one of this version', async () => {
    const { x } = await writeFirstVersion();
    const vault = await openFileVault(file, PASSPHRASE);
    expect((await vault.publicJwks()).keys.map((key) => key['x'])).toEqual([x, expect.any(String)]);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ version: 2 });
    expect((await readVaultFile(file, PASSPHRASE)).signingKeys.receipts?.x).toBe(x);
  });

  it('are not made in a file that is gone, or that is another vault’s', async () => {
    const vault = await openFileVault(file, PASSPHRASE);
    rmSync(file);
    await expect(vault.makeSigningKey('root-ca', 'P-384')).rejects.toMatchObject({ code: 'vaultUnavailable' });
    await openFileVault(file, 'another passphrase');
    const before = readFileSync(file);
    await expect(vault.makeSigningKey('root-ca', 'P-384')).rejects.toMatchObject({ code: 'vaultUnavailable' });
    expect(readFileSync(file)).toEqual(before);
  });
});
