import type { Queryable } from './queryable.ts';

/** What the areas keep about one account, as its owner may take it away: no staff by name, no search keys, nothing sealed. */
export async function listRequestRows(db: Queryable, accountId: string) {
  return db
    .selectFrom('requests')
    .select(['id', 'number', 'product_id as productId', 'state', 'entity_name as entityName', 'siren', 'siret', 'entity_address as entityAddress'])
    .select(['holder_first_name as holderFirstName', 'holder_last_name as holderLastName', 'holder_email as holderEmail', 'holder_phone as holderPhone'])
    .select(['created_at as createdAt', 'changed_at as changedAt', 'submitted_at as submittedAt'])
    .where('account_id', '=', accountId)
    .orderBy('number')
    .execute();
}

export async function listRequestEventRows(db: Queryable, accountId: string) {
  return db
    .selectFrom('request_events')
    .innerJoin('requests', 'requests.id', 'request_events.request_id')
    .select(['request_id as requestId', 'position', 'at', 'kind', 'request_events.state as state', 'actor'])
    .where('requests.account_id', '=', accountId)
    .orderBy('request_id')
    .orderBy('position')
    .execute();
}

export async function listDocumentRows(db: Queryable, accountId: string) {
  return db
    .selectFrom('documents')
    .innerJoin('requests', 'requests.id', 'documents.request_id')
    .select(['documents.id as id', 'request_id as requestId', 'kind', 'file_name as fileName', 'type', 'size', 'sha256', 'verdict'])
    .select(['documents.created_at as createdAt', 'received_at as receivedAt', 'dropped_at as droppedAt'])
    .where('requests.account_id', '=', accountId)
    .orderBy('documents.created_at')
    .orderBy('documents.id')
    .execute();
}

export async function listCertificateRows(db: Queryable, accountId: string) {
  return db
    .selectFrom('issued_certificates')
    .select(['serial', 'der', 'profile', 'support', 'identity', 'issued_at as issuedAt', 'not_before as notBefore', 'not_after as notAfter', 'revoked_at as revokedAt', 'revocation_reason as revocationReason'])
    .where('account_id', '=', accountId)
    .orderBy('issued_at')
    .orderBy('serial')
    .execute();
}

export async function listAppointmentRows(db: Queryable, accountId: string) {
  return db
    .selectFrom('appointments')
    .select(['id', 'office_id as officeId', 'request_id as requestId', 'purpose', 'starts_at as startsAt', 'ends_at as endsAt', 'state'])
    .where('account_id', '=', accountId)
    .orderBy('starts_at')
    .orderBy('id')
    .execute();
}
