import type { DocumentKind, RequestAction } from '../../../src-shared/domain/request-codes.ts';
import type { DocumentReply, ProductReply, RequestReply, RequestSummary } from '../../../src-shared/http/requests.ts';
import type { Catalogue } from '../../catalogue/catalogue.ts';
import { actionsOf, nextOf } from '../../domain/request-machine.ts';
import { listDocuments, type RequestDocument } from '../../repositories/documents.ts';
import type { Queryable } from '../../repositories/queryable.ts';
import { listRequestEvents, type RequestEventRow } from '../../repositories/request-events.ts';
import type { CertificateRequest } from '../../repositories/requests.ts';

export function summaryOf(catalogue: Catalogue, request: CertificateRequest): RequestSummary {
  // A product that left the catalogue was one on a token, for all that is known.
  const next = nextOf(request.state, catalogue.find(request.product_id)?.kind ?? 'token');
  return {
    requestId: request.id,
    number: request.number,
    createdAt: request.created_at,
    changedAt: request.changed_at,
    productId: request.product_id,
    officeId: request.office_id,
    entity: request.entity_name,
    holder: `${request.holder_first_name} ${request.holder_last_name}`,
    state: request.state,
    revision: request.revision,
    nextBy: next?.by ?? null,
    nextAction: next?.action ?? null,
  };
}

/** A request, whole, as its owner or its office sees it. */
export async function viewRequest(db: Queryable, catalogue: Catalogue, request: CertificateRequest, party: 'holder' | 'office'): Promise<RequestReply> {
  return requestOf(catalogue, request, await listDocuments(db, request.id), await listRequestEvents(db, request.id), party);
}

/** @param events in their order */
export function requestOf(
  catalogue: Catalogue,
  request: CertificateRequest,
  documents: readonly RequestDocument[],
  events: readonly RequestEventRow[],
  party: 'holder' | 'office',
): RequestReply {
  return {
    ...summaryOf(catalogue, request),
    establishment: { name: request.entity_name, siren: request.siren, siret: request.siret, address: JSON.parse(request.entity_address) as RequestReply['establishment']['address'] },
    holderData: { firstName: request.holder_first_name, lastName: request.holder_last_name, email: request.holder_email, phone: request.holder_phone },
    submittedAt: request.submitted_at,
    endedAt: request.ended_at,
    outcomeReason: request.outcome_reason,
    replacesSerial: request.replaces_certificate_id,
    actions: [...actionsOf(request.state, party)] satisfies RequestAction[],
    documents: documents.map(documentOf),
    missing: [...missingKinds(catalogue.find(request.product_id), documents)],
    timeline: events.map(({ at, kind, state, actor, details }) => ({ at, event: kind, state, by: actor, details: JSON.parse(details) as RequestReply['timeline'][number]['details'] })),
  };
}

export function documentOf(document: RequestDocument): DocumentReply {
  return {
    documentId: document.id,
    kind: document.kind,
    fileName: document.file_name,
    type: document.type,
    size: document.size,
    sha256: document.sha256,
    content: document.dropped_at !== null ? 'dropped' : document.received_at !== null ? 'received' : 'announced',
    verdict: document.verdict,
    reason: document.verdict_reason,
    text: document.verdict_text,
    createdAt: document.created_at,
  };
}

/** Kinds that the product asks for and that no document received and not refused stands for. */
export function missingKinds(product: ProductReply | null, documents: readonly RequestDocument[]): readonly DocumentKind[] {
  const there = new Set(documents.filter(({ received_at: received, verdict }) => received !== null && verdict !== 'refused').map(({ kind }) => kind));
  return (product?.documents ?? []).filter(({ kind, required }) => required && !there.has(kind)).map(({ kind }) => kind);
}
