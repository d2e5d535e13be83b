import type { ErasureState } from '../../../src-shared/domain/erasure.ts';
import type { Role } from '../../../src-shared/domain/roles.ts';
import type { Language } from '../../../src-shared/domain/views.ts';

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
  state: ErasureState;
  requested_at: number;
  decided_at: number | null;
  /** Administrator. */
  decided_by: string | null;
  /** As told to whoever asked. */
  decision_reason: string | null;
  /** Done: canonical JSON of what stayed. */
  kept: string | null;
}
