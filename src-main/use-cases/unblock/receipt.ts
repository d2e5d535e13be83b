import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { receiptClaims } from '../../../src-shared/http/unblock.ts';
import type { PublicKeys } from '../../ports/authority.ts';

/**
 * Checks a receipt as anyone could, with the authority's published keys: signature (ES256, RFC 7515), claims, and that it speaks
 * of this token and this session.
 * @returns false when anything does not fit; a receipt that cannot be checked is not shown as checked.
 */
export async function receiptHolds(
  receipt: string,
  keys: PublicKeys,
  expected: { readonly serial: string; readonly sessionId: string },
): Promise<boolean> {
  try {
    const { payload } = await jwtVerify(receipt, createLocalJWKSet(keys as unknown as JSONWebKeySet), { algorithms: ['ES256'] });
    const claims = receiptClaims.safeParse(payload);
    return claims.success && claims.data.sub === expected.serial && claims.data.jti === expected.sessionId;
  } catch {
    return false;
  }
}
