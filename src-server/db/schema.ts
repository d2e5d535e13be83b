import type { Generated } from 'kysely';
import type { AppointmentPurpose, AppointmentState, ApprovalKind, ApprovalState, IdentityDocument, IdentityRefusal } from '../../src-shared/domain/desk.ts';
import type { DocumentKind, DocumentRefusal, DocumentType, RefusalReason, RequestEvent, RequestParty, RequestState } from '../../src-shared/domain/request-codes.ts';
import type { Role } from '../../src-shared/domain/roles.ts';
import type { SessionState } from '../../src-shared/domain/unblock-state.ts';
import type { Language } from '../../src-shared/domain/views.ts';
import type { ChangeKind } from '../../src-shared/http/changes.ts';
import type { UnblockProfile } from '../../src-shared/http/unblock.ts';
import type { EndEntityProfileName } from '../ca/profiles.ts';
import type { RevocationReason } from '../ca/revocation-reason.ts';

/** Tables as code sees them. Times are milliseconds since the epoch; hashes are lower-case hex. */
export interface Database {
  dossiers: DossierTable;
  admin_keys: AdminKeyTable;
  certificates: CertificateTable;
  questions: QuestionTable;
  tickets: TicketTable;
  sessions: SessionTable;
  attempts: AttemptTable;
  challenges: ChallengeTable;
  outbox: OutboxTable;
  audit: AuditTable;
  audit_heads: AuditHeadTable;
  job_leases: JobLeaseTable;
  sign_ups: SignUpTable;
  accounts: AccountTable;
  account_sessions: AccountSessionTable;
  account_tokens: AccountTokenTable;
  login_challenges: LoginChallengeTable;
  account_certificates: AccountCertificateTable;
  terms_acceptances: TermsAcceptanceTable;
  erasure_requests: ErasureRequestTable;
  idempotency_keys: IdempotencyKeyTable;
  rate_events: RateEventTable;
  offices: OfficeTable;
  counters: CounterTable;
  requests: RequestTable;
  request_events: RequestEventTable;
  documents: DocumentTable;
  document_contents: DocumentContentTable;
  authorities: AuthorityTable;
  issued_certificates: IssuedCertificateTable;
  revocation_lists: RevocationListTable;
  approvals: ApprovalTable;
  appointments: AppointmentTable;
  identity_checks: IdentityCheckTable;
  changes: ChangeTable;
  change_head: ChangeHeadTable;
  schema_migrations: SchemaMigrationTable;
}

/** One token handed to one holder. The tries of the secret answers are the dossier's: a new link does not refill them. */
export interface DossierTable {
  id: string;
  serial: string;
  entity: string;
  product: string;
  holder: string;
  email: string;
  profile: UnblockProfile;
  /** Which of the token's admin keys new sessions answer with. */
  key_number: number;
  tries_left: number;
  locked_at: number | null;
  created_at: number;
  /** The office whose operators see it; null: those of any. */
  office_id: string | null;
}

/** The admin keys a token has had, numbered from 1. No key is here in clear. */
export interface AdminKeyTable {
  dossier_id: string;
  number: number;
  source: 'master' | 'imported';
  /** master: version of the master key; imported: counts up from 1. Told with every response. */
  version: number;
  /** imported: the key, sealed by the vault for this serial, profile and number. */
  sealed: string | null;
  /** Key check value, upper-case hex; null for tokens older than this column. */
  check_value: string | null;
  created_at: number;
}

interface CertificateTable {
  sha256: string;
  dossier_id: string;
}

/** `hash` = argon2id(HMAC(pepper, NFC(answer)), salt); the answer itself is never stored. */
export interface QuestionTable {
  id: string;
  dossier_id: string;
  position: number;
  text: string;
  salt: string;
  hash: string;
  memory_kib: number;
  time_cost: number;
  parallelism: number;
}

/** One link of one mail. The code is 256 random bits, so a plain SHA-256 is enough (ASVS 6.5.2). */
export interface TicketTable {
  id: string;
  dossier_id: string;
  code_hash: string;
  language: Language;
  /** Account of the operator who opened it; null: whoever holds the token asked. */
  opened_by: string | null;
  created_at: number;
  expires_at: number;
  used_at: number | null;
  voided_at: number | null;
  /** Idempotency-Key and body that used the ticket: a lost reply may be asked again, by the same caller only. */
  open_key_hash: string | null;
  open_body_hash: string | null;
}

export interface SessionTable {
  id: string;
  ticket_id: string;
  dossier_id: string;
  serial: string;
  profile: UnblockProfile;
  /** The admin key it answers with to its end, whatever is enrolled meanwhile. */
  key_number: number;
  token_hash: string;
  state: SessionState;
  opened_at: number;
  expires_at: number;
  /** Session that took this one's place, opened by a newer link. */
  superseded_by: string | null;
  outcome: 'done' | 'refused' | 'unknown' | null;
  card_tries_left: number | null;
  card_tries_max: number | null;
  reported_at: number | null;
  receipt: string | null;
}

export interface AttemptTable {
  session_id: string;
  attempt_id: string;
  dossier_id: string;
  number: number;
  /** HMAC over the argon2id outputs: tells a repeated attempt from another one, and is no faster to guess than they are. */
  fingerprint: string;
  verdict: 'accepted' | 'refused' | 'lockedOut';
  tries_left: number;
  at: number;
}

export interface ChallengeTable {
  session_id: string;
  challenge: string;
  key_version: number;
  issued_at: number;
}

/** Mails to send. `payload` is sealed by the vault (it holds a link) and emptied once sent. */
export interface OutboxTable {
  id: string;
  kind: string;
  created_at: number;
  payload: string | null;
  failures: number;
  next_at: number;
  /** Until when one dispatcher has it alone. */
  leased_until: number | null;
  sent_at: number | null;
  /** Of no use to anybody after this, and not sent any more: its link has expired. */
  expires_at: number | null;
  /** It ended without having been sent, and why. */
  ended_at: number | null;
  end_reason: 'refused' | 'tooLate' | 'expired' | null;
}

export interface AuditTable {
  seq: number;
  at: number;
  event: string;
  subject: string;
  details: string;
  prev_hash: string;
  hash: string;
}

/**
 * What somebody asked for, waiting for the mailbox to confirm it: name, address and password belong to this link and no other,
 * so nobody's data get in with somebody else's link. There is no account before.
 */
export interface SignUpTable {
  id: string;
  email: string;
  email_key: string;
  first_name: string;
  last_name: string;
  language: Language;
  /** As in accounts; emptied once used or voided. */
  password: string | null;
  token_hash: string;
  created_at: number;
  expires_at: number;
  used_at: number | null;
  voided_at: number | null;
}

/** Where the chain ended at a moment, signed; what is kept outside the database shows a cut at its tail later. */
export interface AuditHeadTable {
  id: string;
  seq: number;
  at: number;
  jws: string;
}

/** Which instance runs a job until when, and when it is due again. */
export interface JobLeaseTable {
  name: string;
  holder: string | null;
  leased_until: number | null;
  next_at: number;
  succeeded_at: number | null;
  /** In a row, since it last succeeded. */
  failures: number;
}

export interface AccountTable {
  id: string;
  /** As typed. */
  email: string;
  /** Lower case: what is unique, and what is looked up. */
  email_key: string;
  first_name: string;
  last_name: string;
  language: Language;
  role: Role;
  /** Operators: the registration office they work at. */
  office_id: string | null;
  /** argon2id with pepper, as canonical JSON {salt, hash, memoryKib, timeCost, parallelism}; null: signs in by certificate or not at all. */
  password: string | null;
  /** Terms of use accepted last. */
  terms_version: string | null;
  /** Null: invited, and not there yet. */
  confirmed_at: number | null;
  disabled_at: number | null;
  created_at: number;
}

/** Of a signed-in person. The token has 256 random bits, so a plain SHA-256 is enough. */
export interface AccountSessionTable {
  id: string;
  account_id: string;
  token_hash: string;
  method: 'password' | 'certificate';
  /** User-Agent, for the list of one's sessions. */
  client: string;
  created_at: number;
  /** When password or certificate were shown last. */
  authenticated_at: number;
  seen_at: number;
  ended_at: number | null;
  end_reason: string | null;
}

/** A token in a mail: single use, bound to account, purpose and address. */
export interface AccountTokenTable {
  id: string;
  account_id: string;
  purpose: 'resetPassword' | 'invitation';
  token_hash: string;
  email: string;
  created_at: number;
  expires_at: number;
  used_at: number | null;
  voided_at: number | null;
}

/** What a certificate has to sign to sign in. */
export interface LoginChallengeTable {
  id: string;
  nonce: string;
  created_at: number;
  expires_at: number;
  used_at: number | null;
}

/** A certificate that its owner may sign in with. */
export interface AccountCertificateTable {
  sha256: string;
  account_id: string;
  /** Base64. */
  der: string;
  associated_at: number;
}

export interface TermsAcceptanceTable {
  account_id: string;
  version: string;
  language: Language;
  accepted_at: number;
}

/** What a person asked to have erased; somebody of the provider decides what the law lets go. */
export interface ErasureRequestTable {
  id: string;
  account_id: string;
  state: 'requested';
  requested_at: number;
}

export interface IdempotencyKeyTable {
  /** Of actor and key. */
  key_hash: string;
  /** Of route, parameters and body. */
  body_hash: string;
  reply: string;
  created_at: number;
}

export interface RateEventTable {
  id: string;
  /** Hash of the limit's name and whom it counts. */
  bucket: string;
  at: number;
}

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

/** The last number given, by what it counts. */
interface CounterTable {
  name: string;
  value: number;
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
interface DocumentContentTable {
  document_id: string;
  sealed: Uint8Array;
}

/** A certificate of the authority itself. The newest number of a kind is the one in use. */
export interface AuthorityTable {
  /** Also the name of its key in the vault. */
  kind: 'root-ca' | 'issuing-ca' | 'ocsp-responder';
  /** From 1. */
  number: number;
  /** Upper-case hex. */
  serial: string;
  /** Base64. */
  der: string;
  not_before: number;
  not_after: number;
  created_at: number;
}

export interface IssuedCertificateTable {
  /** 32 upper-case hex digits. */
  serial: string;
  sha256: string;
  /** Base64. */
  der: string;
  /** Of the SubjectPublicKeyInfo. */
  key_sha256: string;
  profile: EndEntityProfileName;
  /** What its key is kept on: `software`, or a model of token in the authority's list of supports. */
  support: string;
  account_id: string;
  office_id: string;
  request_id: string | null;
  /** The token it is on, where the authority knows it. */
  dossier_id: string | null;
  /** Operator; null: a renewal that its holder did alone. */
  issued_by: string | null;
  /** Canonical JSON of `PersonIdentity`: what a renewal repeats. */
  identity: string;
  /** Folded: serial, holder, organisation. */
  search_text: string;
  /** Serial of the certificate that it takes the place of. */
  renews: string | null;
  not_before: number;
  not_after: number;
  issued_at: number;
  /** The code has 125 random bits, so a plain SHA-256 is enough (ASVS 6.5.2). */
  revocation_code_hash: string;
  /** Order of revocations, from 1: a list says up to which one it covers. */
  revocation_number: number | null;
  revoked_at: number | null;
  revocation_reason: RevocationReason | null;
  revoked_by: 'holder' | 'operator' | 'code' | null;
  /** Compact JWS. */
  revocation_receipt: string | null;
  /** Software: its private key, PKCS#8 sealed by the vault; emptied after the last download. */
  sealed_key: string | null;
  downloads: number;
}

export interface RevocationListTable {
  issuer: 'root-ca' | 'issuing-ca';
  number: number;
  this_update: number;
  next_update: number;
  /** Last `revocation_number` it takes account of; 0: none. */
  covers: number;
  entries: number;
  /** Base64. */
  der: string;
}

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

/** What its owner's copy of an account has to read again: one row an object, the one of its last change. */
export interface ChangeTable {
  account_id: string;
  kind: ChangeKind;
  /** As the feed calls it: an id, a serial number, a digest, the number of an audit row. */
  object_id: string;
  /** In the order of commits over all accounts: whoever gives it holds the writer's lock (ADR 12). */
  seq: number;
  at: number;
}

/** One row: the last number given, and the name of this count. A restored database counts under another name. */
export interface ChangeHeadTable {
  epoch: string;
  seq: number;
}

interface SchemaMigrationTable {
  id: Generated<number>;
  name: string;
  applied_at: number;
}
