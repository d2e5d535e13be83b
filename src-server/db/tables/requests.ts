import type { DocumentKind, DocumentRefusal, DocumentType, RefusalReason, RequestEvent, RequestParty, RequestState } from '../../../src-shared/domain/request-codes.ts';

/** A registration office. `address` and `opening` are canonical JSON of the contract's shapes. */
export interface OfficeTable {
  id: string;
  name: string;
  address: string;
  phone: string;
  email: string;
  opening: string;
  revision: number;
  created_at: number;
  closed_at: number | null;
}

export interface RequestTable {
  id: string;
  /** What people say on the phone: 550015. */
  number: number;
  account_id: string;
  office_id: string;
  product_id: string;
  state: RequestState;
  /** Counts up with every change. */
  revision: number;
  entity_name: string;
  siren: string;
  siret: string;
  /** Canonical JSON. */
  entity_address: string;
  holder_first_name: string;
  holder_last_name: string;
  holder_email: string;
  holder_phone: string | null;
  /** Folded for sorting: no case, no accents. */
  entity_key: string;
  holder_key: string;
  /** Folded: number, entity, SIREN, SIRET, holder. */
  search_text: string;
  /** A renewal: serial of the certificate whose data it repeats, and whose identity it may not change. */
  replaces_certificate_id: string | null;
  /** Operator who has it. */
  assigned_to: string | null;
  outcome_reason: RefusalReason | null;
  created_at: number;
  changed_at: number;
  state_at: number;
  submitted_at: number | null;
  ended_at: number | null;
}

/** One line of a request's timeline. */
export interface RequestEventTable {
  id: string;
  request_id: string;
  /** From 1, without gaps. */
  position: number;
  at: number;
  kind: RequestEvent;
  /** State after it. */
  state: RequestState;
  actor: RequestParty;
  account_id: string | null;
  /** Canonical JSON. */
  details: string;
}

export interface DocumentTable {
  id: string;
  request_id: string;
  kind: DocumentKind;
  file_name: string;
  type: DocumentType;
  size: number;
  sha256: string;
  verdict: 'accepted' | 'refused' | null;
  verdict_reason: DocumentRefusal | null;
  verdict_text: string | null;
  judged_by: string | null;
  judged_at: number | null;
  created_at: number;
  /** When its bytes came; null: only announced. */
  received_at: number | null;
  /** When its bytes were dropped, at the end of the time they are kept. */
  dropped_at: number | null;
}

/** Bytes of a document, sealed by the vault for this document. */
export interface DocumentContentTable {
  document_id: string;
  sealed: Uint8Array;
}
