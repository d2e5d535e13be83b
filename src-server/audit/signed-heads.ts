import { compactVerify, createLocalJWKSet, errors, type JSONWebKeySet } from 'jose';
import { z } from 'zod';
import type { Vault } from '../vault/vault.ts';
import { signCompact } from '../vault/jws.ts';
import type { KnownHead } from './chain-check.ts';

/** `typ` of a signed head: no other signature of ours can pass for one. */
const HEAD_TYPE = 'clavis-audit-head';

const headClaims = z.strictObject({
  seq: z.number().int().positive(),
  hash: z.string().regex(/^[0-9a-f]{64}$/u),
  /** When it was signed. */
  at: z.number().int().nonnegative(),
});
const header = z.looseObject({ typ: z.literal(HEAD_TYPE), alg: z.literal('ES256') });
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/u;
const withJws = z.looseObject({ jws: z.string() });
const reply = z.looseObject({ heads: z.array(withJws) });

export type AuditHead = z.infer<typeof headClaims>;

/** Compact JWS (ES256) of where the chain ends, by the key `audit-heads`. @throws AppError vaultUnavailable */
export async function signHead(vault: Pick<Vault, 'publicKey' | 'sign'>, head: AuditHead): Promise<string> {
  return signCompact(vault, 'audit-heads', HEAD_TYPE, head);
}

/**
 * Heads out of what was kept of them: a file of lines, as the authority appends them, or a reply of GET /v1/audit/heads.
 * @param keys published keys of the authority (its jwks.json); null: signatures are not looked at.
 * @throws Error naming the line that is no head, or is not signed by one of the keys
 */
export async function readHeads(text: string, keys: JSONWebKeySet | null): Promise<readonly KnownHead[]> {
  const keySet = keys === null ? null : createLocalJWKSet(keys);
  const heads: KnownHead[] = [];
  for (const [index, jws] of jwsIn(text).entries()) {
    const head = jws === null ? null : await readHead(jws, keySet);
    if (head === null) throw new Error(`head ${index + 1} ${keys === null ? 'is none' : 'is none, or not signed by one of the keys'}`);
    heads.push(head);
  }
  return heads;
}

function jwsIn(text: string): ReadonlyArray<string | null> {
  const whole = reply.safeParse(parseJson(text));
  if (whole.success) return whole.data.heads.map(({ jws }) => jws);
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => (COMPACT.test(line) ? line : (withJws.safeParse(parseJson(line)).data?.jws ?? null)));
}

async function readHead(jws: string, keySet: ReturnType<typeof createLocalJWKSet> | null): Promise<AuditHead | null> {
  const parts = COMPACT.test(jws) ? jws.split('.').map((part) => Buffer.from(part, 'base64url').toString('utf8')) : [];
  const claims = headClaims.safeParse(parseJson(parts[1] ?? ''));
  if (!header.safeParse(parseJson(parts[0] ?? '')).success || !claims.success) return null;
  if (keySet !== null) {
    try {
      await compactVerify(jws, keySet, { algorithms: ['ES256'] });
    } catch (cause) {
      if (cause instanceof errors.JOSEError) return null;
      throw cause;
    }
  }
  return claims.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}
