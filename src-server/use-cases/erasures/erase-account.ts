import { appendAudit } from '../../audit/append-audit.ts';
import { canonicalJson } from '../../audit/canonical-json.ts';
import { noteChange } from '../../changes/note-change.ts';
import type { Deps } from '../../deps.ts';
import { ERASED_NAME, erasedAddress } from '../../domain/erasure-rules.ts';
import { sortKey } from '../../domain/fold.ts';
import { endAccountSessions } from '../../repositories/account-sessions.ts';
import { dropContents } from '../../repositories/documents.ts';
import { blankAccount, blankRequest, deleteAssociatedCertificates, listRequestsOfAccount } from '../../repositories/erase-account.ts';
import type { Trx } from '../../repositories/queryable.ts';
import { deleteRequest, type CertificateRequest } from '../../repositories/requests.ts';
import { recordEvent } from '../requests/record-event.ts';

const NAME = { holder_first_name: ERASED_NAME, holder_last_name: ERASED_NAME, holder_key: sortKey(ERASED_NAME) } as const;
const ENTITY = {
  entity_name: ERASED_NAME,
  entity_key: sortKey(ERASED_NAME),
  siren: '000000000',
  siret: '00000000000000',
  entity_address: canonicalJson({ street: ERASED_NAME, postalCode: '00000', city: ERASED_NAME, country: 'FR' }),
} as const;

/**
 * Erases what may be erased of an account, in the transaction of the decision: who it was, sessions, links, certificates that sign in, drafts,
 * documents, and what requests said but for what a certificate of theirs says, too. @returns how many documents were dropped.
 */
export async function eraseAccount(trx: Trx, deps: Pick<Deps, 'random' | 'failpoint'>, accountId: string, now: number): Promise<number> {
  await endAccountSessions(trx, { accountId, except: null, now, reason: 'erased' });
  for (const sha256 of await deleteAssociatedCertificates(trx, accountId)) await noteChange(trx, { accountId, kind: 'signInCertificate', id: sha256, at: now });
  let dropped = 0;
  for (const request of await listRequestsOfAccount(trx, accountId)) dropped += await eraseRequest(trx, deps, request, now);
  deps.failpoint('decideErasure.requestsErased');
  await blankAccount(trx, accountId, { name: ERASED_NAME, email: erasedAddress(accountId), now });
  deps.failpoint('decideErasure.accountErased');
  await noteChange(trx, { accountId, kind: 'account', id: accountId, at: now });
  return dropped;
}

async function eraseRequest(trx: Trx, deps: Pick<Deps, 'random' | 'failpoint'>, request: CertificateRequest, now: number): Promise<number> {
  const { id, number, state, account_id: accountId } = request;
  if (state === 'draft') {
    await deleteRequest(trx, id);
    await noteChange(trx, { accountId, kind: 'request', id, at: now });
    await appendAudit(trx, { at: now, event: 'request.deleted', subject: id, details: { number, state, by: null } });
    return 0;
  }
  // The certificate says who and for whom, and stays; how to reach them it does not say.
  const contact = { holder_email: erasedAddress(accountId), holder_phone: null, changed_at: now };
  await blankRequest(trx, id, state === 'issued' ? contact : { ...contact, ...NAME, ...ENTITY, search_text: String(number) });
  const dropped = await dropContents(trx, id, now);
  await recordEvent(trx, deps, request, { kind: 'documentsDropped', by: 'authority', accountId: null, codes: { count: dropped } }, now);
  return dropped;
}
