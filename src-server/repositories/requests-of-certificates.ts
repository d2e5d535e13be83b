import type { Queryable } from './queryable.ts';
import type { CertificateRequest } from './requests.ts';

/** The request behind a certificate, whoever's it is. */
export async function findRequestById(db: Queryable, id: string): Promise<CertificateRequest | null> {
  return (await db.selectFrom('requests').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

/** A renewal of this certificate that is under way. */
export async function findOpenRenewal(db: Queryable, serial: string): Promise<CertificateRequest | null> {
  return (await db.selectFrom('requests').selectAll().where('replaces_certificate_id', '=', serial).where('ended_at', 'is', null).orderBy('created_at').limit(1).executeTakeFirst()) ?? null;
}
