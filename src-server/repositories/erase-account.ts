import type { Holdings } from '../domain/erasure-rules.ts';
import { listOwnTokens } from './own-tokens.ts';
import type { Queryable, Trx } from './queryable.ts';
import type { CertificateRequest } from './requests.ts';

/** What an erasure of this account would leave, counted. */
export async function readHoldings(db: Queryable, accountId: string): Promise<Holdings> {
  const certificates = db.selectFrom('issued_certificates').where('account_id', '=', accountId);
  const all = await certificates.select((e) => [e.fn.countAll<number>().as('count'), e.fn.max('not_after').as('last')]).executeTakeFirstOrThrow();
  const tokens = await listOwnTokens(db, accountId);
  const terms = await db.selectFrom('terms_acceptances').select((e) => e.fn.countAll<number>().as('count')).where('account_id', '=', accountId).executeTakeFirstOrThrow();
  const journal = await db.selectFrom('audit').select((e) => e.fn.countAll<number>().as('count')).where('subject', '=', accountId).executeTakeFirstOrThrow();
  return { certificates: all.count, lastNotAfter: all.last, tokens: tokens.length, terms: terms.count, journal: journal.count };
}

export async function hasValidCertificate(db: Queryable, accountId: string, now: number): Promise<boolean> {
  const row = await db.selectFrom('issued_certificates').select('serial').where('account_id', '=', accountId).where('revoked_at', 'is', null).where('not_after', '>', now).limit(1).executeTakeFirst();
  return row !== undefined;
}

/** Handed in and not at its end. */
export async function hasOpenRequest(db: Queryable, accountId: string): Promise<boolean> {
  const row = await db.selectFrom('requests').select('id').where('account_id', '=', accountId).where('state', '!=', 'draft').where('ended_at', 'is', null).limit(1).executeTakeFirst();
  return row !== undefined;
}

export async function listRequestsOfAccount(db: Queryable, accountId: string): Promise<readonly CertificateRequest[]> {
  return db.selectFrom('requests').selectAll().where('account_id', '=', accountId).orderBy('number').execute();
}

/** Puts these in the place of who somebody is: the account is nobody's from now on, and its address is free. */
export async function blankAccount(trx: Trx, accountId: string, values: { readonly name: string; readonly email: string; readonly now: number }): Promise<void> {
  const { email_key: addressWas } = await trx.selectFrom('accounts').select('email_key').where('id', '=', accountId).executeTakeFirstOrThrow();
  await trx.deleteFrom('sign_ups').where('email_key', '=', addressWas).execute();
  await trx.deleteFrom('account_tokens').where('account_id', '=', accountId).execute();
  await trx.updateTable('account_sessions').set({ client: '' }).where('account_id', '=', accountId).execute();
  await trx
    .updateTable('accounts')
    .set({ first_name: values.name, last_name: values.name, email: values.email, email_key: values.email, password: null, disabled_at: values.now })
    .where('id', '=', accountId)
    .execute();
}

/** Takes away all certificates that sign in. @returns their digests. */
export async function deleteAssociatedCertificates(trx: Trx, accountId: string): Promise<readonly string[]> {
  const rows = await trx.deleteFrom('account_certificates').where('account_id', '=', accountId).returning('sha256').execute();
  return rows.map(({ sha256 }) => sha256);
}

/** @param values what stands in the place of what the request said. What was written about it, and what its files were called, goes. */
export async function blankRequest(trx: Trx, id: string, values: Partial<CertificateRequest>): Promise<void> {
  await trx.updateTable('requests').set(values).where('id', '=', id).execute();
  await trx.updateTable('request_events').set({ details: '{}' }).where('request_id', '=', id).execute();
  await trx.updateTable('documents').set({ file_name: '-', verdict_text: null }).where('request_id', '=', id).execute();
}
