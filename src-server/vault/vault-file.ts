import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import process from 'node:process';
import { promisify } from 'node:util';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';

/**
 * The file of the file vault: secrets as JSON, under AES-256-GCM, under scrypt of a passphrase. Suited to one machine; where
 * the keys must not be copyable, an HSM takes its place behind the same port.
 */
const scryptAsync = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt);
/** RFC 7914 interactive cost: 32 MiB, about 0.1 s. The passphrase is random by default, so it need not be more. */
const KDF = { name: 'scrypt', N: 32_768, r: 8, p: 1 } as const;

const hexBytes = (size: number) => z.string().regex(new RegExp(`^[0-9a-f]{${size * 2}}$`, 'u'));

const vaultSecrets = z.strictObject({
  /** 32 bytes; every MAC and sealing key is derived from it with HKDF. */
  root: hexBytes(32),
  /** Master keys of the cards' admin keysets by version, 2-key 3DES. */
  adminMasters: z.record(z.string().regex(/^[1-9]\d{0,2}$/u), hexBytes(16)),
  currentKeyVersion: z.number().int().min(1).max(255),
  /** P-256 key of receipts, private JWK. */
  signing: z.looseObject({ kid: z.string(), kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string(), d: z.string() }),
});
export type VaultSecrets = z.infer<typeof vaultSecrets>;

const vaultEnvelope = z.strictObject({
  format: z.literal('clavis-vault'),
  version: z.literal(1),
  kdf: z.strictObject({ name: z.literal('scrypt'), N: z.literal(KDF.N), r: z.literal(KDF.r), p: z.literal(KDF.p), salt: hexBytes(16) }),
  iv: hexBytes(12),
  tag: hexBytes(16),
  ciphertext: z.string().regex(/^[0-9a-f]+$/u),
});

export async function newVaultSecrets(): Promise<VaultSecrets> {
  const pair = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(pair.privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  return vaultSecrets.parse({
    root: randomBytes(32).toString('hex'),
    adminMasters: { '1': randomBytes(16).toString('hex') },
    currentKeyVersion: 1,
    signing: { ...jwk, kid },
  });
}

/** Makes the vault file, mode 0600. One that is there already stays as it is: two programs may start on a new folder at once. */
export async function writeVaultFile(file: string, secrets: VaultSecrets, passphrase: string): Promise<void> {
  const salt = randomBytes(16);
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', await keyOf(passphrase, salt), iv);
  cipher.setAAD(Buffer.from('clavis-vault/1'));
  const ciphertext = Buffer.concat([cipher.update(JSON.stringify(secrets), 'utf8'), cipher.final()]);
  const envelope: z.infer<typeof vaultEnvelope> = {
    format: 'clavis-vault',
    version: 1,
    kdf: { ...KDF, salt: salt.toString('hex') },
    iv: iv.toString('hex'),
    tag: cipher.getAuthTag().toString('hex'),
    ciphertext: ciphertext.toString('hex'),
  };
  writeNew(file, `${JSON.stringify(envelope)}\n`);
}

/** @throws Error saying whether the file is damaged or the passphrase is not its own; GCM cannot tell one from the other. */
export async function readVaultFile(file: string, passphrase: string): Promise<VaultSecrets> {
  const envelope = vaultEnvelope.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!envelope.success) throw new Error('the vault file is damaged or of another version');
  const { kdf, iv, tag, ciphertext } = envelope.data;
  const decipher = createDecipheriv('aes-256-gcm', await keyOf(passphrase, Buffer.from(kdf.salt, 'hex')), Buffer.from(iv, 'hex'));
  decipher.setAAD(Buffer.from('clavis-vault/1'));
  decipher.setAuthTag(Buffer.from(tag, 'hex'));
  let plaintext: Buffer;
  try {
    plaintext = Buffer.concat([decipher.update(Buffer.from(ciphertext, 'hex')), decipher.final()]);
  } catch (cause) {
    throw new Error('the vault does not open: wrong passphrase, or the file was changed', { cause });
  }
  return vaultSecrets.parse(JSON.parse(plaintext.toString('utf8')));
}

/** Makes a small private file: a reader sees all of it or none, and of several writers the first one's stays. */
export function writeNew(file: string, content: string): void {
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}.new`;
  const descriptor = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  try {
    // A link, unlike a rename, does not take the place of what is there.
    linkSync(temporary, file);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : '';
    if (code === 'EEXIST') return;
    // A file system without links: the last writer's stays.
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function keyOf(passphrase: string, salt: Buffer): Promise<Buffer> {
  return scryptAsync(passphrase, salt, 32, { N: KDF.N, r: KDF.r, p: KDF.p, maxmem: 64 * 1024 * 1024 });
}
