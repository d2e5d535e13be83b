import { createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { z } from 'zod';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { canonicalJson } from '../audit/canonical-json.ts';
import type { PublicJwks, ReceiptClaims, SigningKeyName, Vault } from './vault.ts';

/** Keys that others verify with: both on P-256, ES256. */
const PUBLISHED = ['receipts', 'audit-heads'] as const satisfies readonly SigningKeyName[];

const ecJwk = z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() });

/** A public key and its thumbprint (RFC 7638), which is its name in a header. @param spki DER. */
async function publicJwk(spki: Uint8Array): Promise<z.infer<typeof ecJwk> & { readonly kid: string }> {
  const jwk = ecJwk.parse(createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }).export({ format: 'jwk' }));
  return { kid: await calculateJwkThumbprint(jwk), ...jwk };
}

/** Compact JWS (RFC 7515, 7.1), ES256, of canonical JSON. @param typ what kind of thing it is. @throws AppError vaultUnavailable */
export async function signCompact(vault: Pick<Vault, 'publicKey' | 'sign'>, name: (typeof PUBLISHED)[number], typ: string, claims: object): Promise<string> {
  const spki = await vault.publicKey(name);
  if (spki === null) throw new AppError('vaultUnavailable', { key: name });
  const { kid } = await publicJwk(spki);
  const header = { alg: 'ES256', kid, typ };
  const input = [JSON.stringify(header), canonicalJson(claims)].map((part) => Buffer.from(part, 'utf8').toString('base64url')).join('.');
  const signature = await vault.sign(name, Buffer.from(input, 'ascii'));
  return `${input}.${Buffer.from(signature).toString('base64url')}`;
}

/** By the key of receipts. @throws AppError vaultUnavailable */
export async function signReceiptBy(vault: Pick<Vault, 'publicKey' | 'sign'>, claims: ReceiptClaims): Promise<string> {
  return signCompact(vault, 'receipts', 'JWT', claims);
}

/** The published keys of a vault, those that were made. */
export async function publicJwksOf(vault: Pick<Vault, 'publicKey'>): Promise<PublicJwks> {
  const keys: PublicJwks['keys'] = [];
  for (const name of PUBLISHED) {
    const spki = await vault.publicKey(name);
    if (spki !== null) keys.push({ ...(await publicJwk(spki)), alg: 'ES256', use: 'sig' });
  }
  return { keys };
}
