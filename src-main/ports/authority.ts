import type { UNBLOCK_PROFILES } from '../../src-shared/http/unblock.ts';
import type { HealthReply, MailboxReply } from '../../src-shared/http/service.ts';
import type { AnswersReply, ChallengeReply, LinkReply, OpenSessionReply, ResultReply, ResultRequest, SessionReply } from '../../src-shared/http/unblock.ts';
import type { AnswerInput } from '../../src-shared/ipc/verbs.ts';
import type { Language } from '../../src-shared/domain/views.ts';

/** Bearer of one unblock session. */
export interface SessionCredential {
  readonly sessionId: string;
  readonly sessionToken: string;
}

/** Public keys of receipts, RFC 7517. */
export interface PublicKeys {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

/**
 * The authority as this program needs it. Every call may be repeated: the contract makes each of them idempotent, so an
 * adapter retries lost replies by itself.
 * @throws AppError authorityUnreachable when no reply came, or the code the authority replied with.
 */
export interface Authority {
  readonly host: string;
  health(): Promise<HealthReply>;
  requestLink(input: {
    readonly serial: string;
    readonly certificateSha256: string | null;
    readonly language: Language;
  }): Promise<LinkReply>;
  openSession(input: {
    readonly idempotencyKey: string;
    readonly code: string;
    readonly serial: string;
    readonly profile: (typeof UNBLOCK_PROFILES)[number];
    readonly blocked: boolean;
  }): Promise<OpenSessionReply>;
  readSession(session: SessionCredential): Promise<SessionReply>;
  submitAnswers(
    session: SessionCredential,
    attempt: { readonly attemptId: string; readonly attemptNumber: number; readonly answers: readonly AnswerInput[] },
  ): Promise<AnswersReply>;
  /** `challenge`: 8 bytes as 16 upper-case hex digits. */
  requestResponse(session: SessionCredential, challenge: string): Promise<ChallengeReply>;
  reportResult(session: SessionCredential, result: ResultRequest): Promise<ResultReply>;
  publicKeys(): Promise<PublicKeys>;
  /** Mails of an embedded authority. @throws AppError notAvailable when it is not embedded. */
  mails(): Promise<MailboxReply>;
}
