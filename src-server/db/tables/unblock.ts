import type { SessionState } from '../../../src-shared/domain/unblock-state.ts';
import type { Language } from '../../../src-shared/domain/views.ts';
import type { UnblockProfile } from '../../../src-shared/http/unblock.ts';

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

export interface CertificateTable {
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
