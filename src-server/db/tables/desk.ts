import type { AppointmentPurpose, AppointmentState, ApprovalKind, ApprovalState, IdentityDocument, IdentityRefusal } from '../../../src-shared/domain/desk.ts';

/** A question to a second person. `details` is canonical JSON of what its kind needs. */
export interface ApprovalTable {
  id: string;
  kind: ApprovalKind;
  /** unblock: a session; reopenAnswers: a serial; revokeForOther: a certificate. */
  subject: string;
  /** Whose operators may decide; null: those of any. */
  office_id: string | null;
  /** Whoever asked, and may not decide; null: the holder's app. */
  requested_by: string | null;
  reason: string;
  details: string;
  state: ApprovalState;
  created_at: number;
  expires_at: number;
  decided_by: string | null;
  decided_at: number | null;
  decision_reason: string | null;
}

export interface AppointmentTable {
  id: string;
  account_id: string;
  office_id: string;
  request_id: string | null;
  /** Of the token it is about, if any. */
  serial: string | null;
  purpose: AppointmentPurpose;
  starts_at: number;
  ends_at: number;
  /** From 1; two people never have the same desk at the same time. */
  desk: number;
  state: AppointmentState;
  /** Counts up with every change; SEQUENCE of its calendar entry. */
  revision: number;
  created_at: number;
  state_at: number;
  reminded_at: number | null;
}

/** What a desk looked at. No number and no copy of a document is kept. */
export interface IdentityCheckTable {
  id: string;
  office_id: string;
  checked_by: string;
  at: number;
  document_type: IdentityDocument;
  /** Date, "2031-04-30". */
  document_expires: string;
  matches: 0 | 1;
  refusal: IdentityRefusal | null;
  appointment_id: string | null;
  approval_id: string | null;
  ticket_id: string | null;
}
