import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { z } from 'zod';
import { replaceFile, writeNew } from './private-files.ts';
import { upgradedSecrets, vaultSecrets, type VaultSecrets } from './vault-secrets.ts';

/**
 * The file of the file vault: secrets as JSON, under AES-256-GCM, under scrypt of a passphrase. Suited to one machine; where
 * the keys must not be copyable, an HSM takes its place behind the same port.
 */
const scryptAsync = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt);
/** RFC 7914 interactive cost: 32 MiB, about 0.1 s. The passphrase is random by default, so it need not be more. */
const KDF = { name: 'scrypt', N: 32_768, r: 8, p: 1 } as const;

/** 2: signing keys by name. A file of version 1 is read, and written again as 2. */
const VERSION = 2;

const hexBytes = (size: number) => z.string().regex(new RegExp(`^[0-9a-f]{${size * 2}}$`, 'u'));

const vaultEnvelope = z.strictObject({
  format: z.literal('clavis-vault'),
  version: z.union([z.literal(1), z.literal(VERSION)]),
  kdf: z.strictObject({ name: z.literal('scrypt'), N: z.literal(KDF.N), r: z.literal(KDF.r), p: z.literal(KDF.p), salt: hexBytes(16) }),
  iv: hexBytes(12),
  tag: hexBytes(16),
  ciphertext: z.string().regex(/^[0-9a-f]+$/u),
});

/** A passphrase after scrypt: what a program that holds the vault open keeps in place of the passphrase. */
export interface VaultFileKey {
  readonly salt: Buffer;
  readonly key: Buffer;
}

/** Makes the vault file, mode 0600. One that is there already stays as it is: two programs may start on a new folder at once. */
export async function writeVaultFile(file: string, secrets: VaultSecrets, passphrase: string): Promise<void> {
  writeNew(file, encrypted(secrets, await vaultKeyOf(passphrase, randomBytes(16))));
}

/** Puts other secrets in its place, all at once. The caller holds the file's lock. */
export function replaceVaultFile(file: string, secrets: VaultSecrets, key: VaultFileKey): void {
  replaceFile(file, encrypted(secrets, key));
}

/** @throws Error saying whether the file is damaged or the passphrase is not its own; GCM cannot tell one from the other. */
export async function readVaultFile(file: string, passphrase: string): Promise<VaultSecrets> {
  return (await openVaultFile(file, (salt) => vaultKeyOf(passphrase, salt))).secrets;
}

/** The secrets and the key they were under. @param keyFor the key for a salt, or a promise that rejects. */
export async function openVaultFile(
  file: string,
  keyFor: (salt: Buffer) => Promise<VaultFileKey>,
): Promise<{ readonly secrets: VaultSecrets; readonly key: VaultFileKey }> {
  const envelope = vaultEnvelope.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!envelope.success) throw new Error('the vault file is damaged or of another version');
  const { version, kdf, iv, tag, ciphertext } = envelope.data;
  const key = await keyFor(Buffer.from(kdf.salt, 'hex'));
  const decipher = createDecipheriv('aes-256-gcm', key.key, Buffer.from(iv, 'hex'));
  decipher.setAAD(boundTo(version));
  decipher.setAuthTag(Buffer.from(tag, 'hex'));
  let plaintext: Buffer;
  try {
    plaintext = Buffer.concat([decipher.update(Buffer.from(ciphertext, 'hex')), decipher.final()]);
  } catch (cause) {
    throw new Error('the vault does not open: wrong passphrase, or the file was changed', { cause });
  }
  const content: unknown = JSON.parse(plaintext.toString('utf8'));
  plaintext.fill(0);
  return { secrets: version === VERSION ? vaultSecrets.parse(content) : upgradedSecrets(content), key };
}

/** The line of the file: a fresh IV each time, so that one key may write it again. */
function encrypted(secrets: VaultSecrets, { salt, key }: VaultFileKey): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(boundTo(VERSION));
  const ciphertext = Buffer.concat([cipher.update(JSON.stringify(secrets), 'utf8'), cipher.final()]);
  const envelope: z.infer<typeof vaultEnvelope> = {
    format: 'clavis-vault',
    version: VERSION,
    kdf: { ...KDF, salt: salt.toString('hex') },
    iv: iv.toString('hex'),
    tag: cipher.getAuthTag().toString('hex'),
    ciphertext: ciphertext.toString('hex'),
  };
  return `${JSON.stringify(envelope)}\n`;
}

const boundTo = (version: number): Buffer => Buffer.from(`clavis-vault/${version}`);

/** @param salt 16 bytes. */
export async function vaultKeyOf(passphrase: string, salt: Buffer): Promise<VaultFileKey> {
  return { salt, key: await scryptAsync(passphrase, salt, 32, { N: KDF.N, r: KDF.r, p: KDF.p, maxmem: 64 * 1024 * 1024 }) };
}
