import type { Queryable } from './queryable.ts';

/** Serials of the tokens of an account: a certificate of theirs is on it, or it was handed to their address, which is confirmed. */
export async function listOwnTokens(db: Queryable, accountId: string): Promise<readonly string[]> {
  const certified = db.selectFrom('issued_certificates').select('dossier_id').where('account_id', '=', accountId).where('dossier_id', 'is not', null);
  const address = db.selectFrom('accounts').select('email_key').where('id', '=', accountId).where('confirmed_at', 'is not', null);
  const rows = await db
    .selectFrom('dossiers')
    .select('serial')
    .where((is) => is.or([is('id', 'in', certified), is(is.fn<string>('lower', ['email']), '=', address)]))
    .execute();
  return rows.map(({ serial }) => serial);
}
