import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileVault, openFileVault } from '../../../src-server/vault/file-vault.ts';
import { readVaultFile, writeVaultFile } from '../../../src-server/vault/vault-file.ts';
import { newVaultSecrets } from '../../../src-server/vault/vault-secrets.ts';

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'clavis-vault-'));
  file = join(dir, 'vault.json');
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('the vault file', () => {
  it('gives back what was put in it, to its passphrase alone', async () => {
    const secrets = await newVaultSecrets();
    await writeVaultFile(file, secrets, 'correct horse');
    expect(await readVaultFile(file, 'correct horse')).toEqual(secrets);
    await expect(readVaultFile(file, 'correct horsf')).rejects.toThrow('does not open');
  });

  it('is private and holds no secret in clear, in no form', async () => {
    const secrets = await newVaultSecrets();
    await writeVaultFile(file, secrets, 'correct horse');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const content = readFileSync(file, 'utf8');
    for (const secret of [secrets.root, secrets.adminMasters['1'] ?? '?', secrets.signingKeys.receipts?.d ?? '?', 'correct horse']) expect(content).not.toContain(secret);
  });

  it('does not open when any byte of it was changed', async () => {
    await writeVaultFile(file, await newVaultSecrets(), 'correct horse');
    const envelope = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    for (const field of ['iv', 'tag', 'ciphertext']) {
      const value = envelope[field] ?? '';
      const changed = { ...envelope, [field]: (value.startsWith('0') ? '1' : '0') + value.slice(1) };
      writeFileSync(file, JSON.stringify(changed));
      await expect(readVaultFile(file, 'correct horse'), field).rejects.toThrow('does not open');
    }
    writeFileSync(file, JSON.stringify({ ...envelope, version: 3 }));
    await expect(readVaultFile(file, 'correct horse')).rejects.toThrow('damaged or of another version');
  });
});

describe('the file vault', () => {
  it('is the same vault after a restart', async () => {
    const card = { serial: '802500017A3C41F6', profile: 'ias-ecc', origin: { source: 'master', version: 1 } } as const;
    const challenge = Buffer.from('0011223344556677', 'hex');
    const first = await openFileVault(file, 'correct horse');
    const second = await openFileVault(file, 'correct horse');
    expect(await second.computeAdminCryptogram(card, challenge)).toEqual(await first.computeAdminCryptogram(card, challenge));
    expect(await second.publicJwks()).toEqual(await first.publicJwks());
    expect(Buffer.from(await second.open('outbox/1', await first.seal('outbox/1', Buffer.from('hello')))).toString()).toBe('hello');
  });

  it('publishes no private part', async () => {
    const secrets = await newVaultSecrets();
    const [key] = (await (await fileVault(secrets)).publicJwks()).keys;
    expect(Object.keys(key ?? {}).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  it('has one key for each purpose', async () => {
    const vault = await fileVault(await newVaultSecrets());
    const macs = await Promise.all((['answer-pepper', 'attempt-fingerprint', 'session-token'] as const).map((purpose) => vault.mac(purpose, Buffer.from('x'))));
    expect(new Set(macs.map((mac) => Buffer.from(mac).toString('hex'))).size).toBe(3);
  });

  it('opens what it sealed only in the same context', async () => {
    const vault = await fileVault(await newVaultSecrets());
    const sealed = await vault.seal('outbox/1', Buffer.from('hello'));
    await expect(vault.open('outbox/2', sealed)).rejects.toThrow();
  });

  it('keeps old cards working after a rotation, and says so when it lacks their key', async () => {
    const secrets = await newVaultSecrets();
    const rotated = { ...secrets, currentKeyVersion: 2, adminMasters: { ...secrets.adminMasters, '2': 'ab'.repeat(16) } };
    const card = { serial: '802500017A3C41F6', profile: 'ias-ecc' as const, keyVersion: 1 };
    const before = await (await fileVault(secrets)).deriveAdminKeysForPersonalisation(card);
    const vault = await fileVault(rotated);
    expect(await vault.deriveAdminKeysForPersonalisation(card)).toEqual(before);
    expect(await vault.deriveAdminKeysForPersonalisation({ ...card, keyVersion: 2 })).not.toEqual(before);
    await expect(vault.deriveAdminKeysForPersonalisation({ ...card, keyVersion: 3 })).rejects.toMatchObject({ code: 'vaultUnavailable', details: { keyVersion: 3 } });
  });
});
