import type { Queryable } from './queryable.ts';

/** Certificates of our issuing authorities that are not revoked: one that was replaced has certificates that still live. Base64 of DER. */
export async function listIssuers(db: Queryable): Promise<readonly string[]> {
  const rows = await db.selectFrom('authorities').select('der').where('kind', '=', 'issuing-ca').where('revoked_at', 'is', null).orderBy('number').execute();
  return rows.map(({ der }) => der);
}
