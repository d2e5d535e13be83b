import type { Trx } from '../repositories/queryable.ts';
import type { CertificateRequest } from '../repositories/requests.ts';
import { noteChange } from './note-change.ts';

export type NotedRequest = Pick<CertificateRequest, 'id' | 'account_id' | 'replaces_certificate_id'>;

/** A request changed, its documents or its timeline; so did the certificate that it renews, which says whether its renewal is asked for. */
export async function noteRequest(trx: Trx, { id, account_id: accountId, replaces_certificate_id: renews }: NotedRequest, at: number): Promise<void> {
  await noteChange(trx, { accountId, kind: 'request', id, at });
  if (renews !== null) await noteChange(trx, { accountId, kind: 'certificate', id: renews, at });
}
