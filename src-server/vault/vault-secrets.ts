import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import { SIGNING_KEY_NAMES, type SigningCurve } from './vault.ts';

const generateKeyPairAsync = promisify(generateKeyPair);

const hexBytes = (size: number) => z.string().regex(new RegExp(`^[0-9a-f]{${size * 2}}$`, 'u'));

const privateJwk = z.object({ kty: z.literal('EC'), crv: z.enum(['P-256', 'P-384']), x: z.string(), y: z.string(), d: z.string() });
export type PrivateJwk = z.infer<typeof privateJwk>;

const cardSecrets = {
  /** 32 bytes; every MAC and sealing key is derived from it with HKDF. */
  root: hexBytes(32),
  /** Master keys of the cards' admin keysets by version, 2-key 3DES. */
  adminMasters: z.record(z.string().regex(/^[1-9]\d{0,2}$/u), hexBytes(16)),
  currentKeyVersion: z.number().int().min(1).max(255),
};

export const vaultSecrets = z.strictObject({ ...cardSecrets, signingKeys: z.partialRecord(z.enum(SIGNING_KEY_NAMES), privateJwk) });
/** What a vault of this machine holds. */
export type VaultSecrets = z.infer<typeof vaultSecrets>;

/** Version 1 of the file had one key, that of receipts. */
const firstSecrets = z.strictObject({ ...cardSecrets, signing: privateJwk });

export function upgradedSecrets(content: unknown): VaultSecrets {
  const { signing, ...rest } = firstSecrets.parse(content);
  return { ...rest, signingKeys: { receipts: signing } };
}

export async function newVaultSecrets(): Promise<VaultSecrets> {
  return {
    root: randomBytes(32).toString('hex'),
    adminMasters: { '1': randomBytes(16).toString('hex') },
    currentKeyVersion: 1,
    signingKeys: { receipts: await newPrivateJwk('P-256'), 'audit-heads': await newPrivateJwk('P-256') },
  };
}

export async function newPrivateJwk(curve: SigningCurve): Promise<PrivateJwk> {
  const { privateKey } = await generateKeyPairAsync('ec', { namedCurve: curve });
  return privateJwk.parse(privateKey.export({ format: 'jwk' }));
}
