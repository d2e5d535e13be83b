import type { AccountCertificateTable, AccountSessionTable, AccountTable, AccountTokenTable, ErasureRequestTable, LoginChallengeTable, SignUpTable, TermsAcceptanceTable } from './tables/accounts.ts';
import type { AuthorityTable, IssuedCertificateTable, RevocationListTable } from './tables/certificates.ts';
import type { AppointmentTable, ApprovalTable, IdentityCheckTable } from './tables/desk.ts';
import type { AuditHeadTable, AuditTable, ChangeHeadTable, ChangeTable, CounterTable, IdempotencyKeyTable, JobLeaseTable, OutboxTable, RateEventTable, SchemaMigrationTable } from './tables/operations.ts';
import type { DocumentContentTable, DocumentTable, OfficeTable, RequestEventTable, RequestTable } from './tables/requests.ts';
import type { AdminKeyTable, AttemptTable, CertificateTable, ChallengeTable, DossierTable, QuestionTable, SessionTable, TicketTable } from './tables/unblock.ts';

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
