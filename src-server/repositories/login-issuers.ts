import type { RevocationReason } from '../ca/revocation-reason.ts';
import type { Queryable } from './queryable.ts';

export interface LoginIssuer {
  /** Base64. */
  readonly der: string;
  /** By the root, for good; `at`: milliseconds. */
  readonly revoked: { readonly at: number; readonly reason: RevocationReason } | null;
}

/** Our issuing authorities by their number, those revoked too: one that was replaced has certificates that still live. */
export async function listIssuers(db: Queryable): Promise<readonly LoginIssuer[]> {
  const rows = await db.selectFrom('authorities').select(['der', 'revoked_at', 'revocation_reason']).where('kind', '=', 'issuing-ca').orderBy('number').execute();
  return rows.map(({ der, revoked_at: at, revocation_reason: reason }) => ({ der, revoked: at === null ? null : { at, reason: reason ?? 'unspecified' } }));
}
