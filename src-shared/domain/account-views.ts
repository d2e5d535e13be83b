import type { RequestAction } from './request-codes.ts';
import type { Problem } from '../errors/error-table.ts';
import type { AccountReply } from '../http/own-account.ts';
import type { AppointmentReply } from '../http/appointments.ts';
import type { CertificateReply } from '../http/certificates.ts';
import type { RequestReply, RequestSummary } from '../http/requests.ts';
import type { PinCounter, PinOutcome } from './views.ts';

/**
 * What main shows of the account. What the authority says is shown in the authority's own shapes; what is added is what this
 * machine knows: how old the copy is, what waits to be sent, what is on the token that is plugged in. Times as in `AppView`.
 */

/** never: nobody has signed in since the start; idle: 30 minutes without a touch; expired: the authority ended the session; elsewhere: closed from another one. */
export type SignedOutBecause = 'never' | 'person' | 'idle' | 'expired' | 'elsewhere';

export type SessionView =
  | {
      readonly kind: 'signedOut';
      readonly because: SignedOutBecause;
      /** Address of who signed in last on this machine, unless they asked to be forgotten. */
      readonly email: string | null;
    }
  /** Signed in, and the terms of use in force are not accepted yet. */
  | { readonly kind: 'termsPending'; readonly person: PersonView; readonly terms: { readonly version: string; readonly text: string; readonly firstTime: boolean } }
  | {
      readonly kind: 'signedIn';
      readonly person: PersonView;
      /** How this session was opened. */
      readonly method: 'password' | 'certificate';
      /** Without a touch: the warning appears at the first moment, the session ends at the second. */
      readonly idle: { readonly warnsAt: number; readonly endsAt: number };
      /** Until when what asks for a proof within minutes is open without one. */
      readonly freshUntil: number;
    };

export type PersonView = Pick<AccountReply, 'accountId' | 'email' | 'firstName' | 'lastName' | 'role'>;

/** The copy of the account on this machine. */
export interface CopyView {
  /** Null: nothing was ever fetched. */
  readonly syncedAt: number | null;
  readonly state: 'upToDate' | 'syncing' | 'offline' | 'failed';
  /** Why `failed` or `offline`. */
  readonly problem: Problem | null;
  /** disk: sealed, the key in the keyring of the system; memory: kept until this program ends, `memoryBecause` says why. */
  readonly kept: 'disk' | 'memory';
  readonly memoryBecause: Problem | null;
  /** The file was damaged or of another version: it was set aside and the copy fetched anew. Said once. */
  readonly setAside: Problem | null;
  /** Changes made here that wait to be sent. */
  readonly waiting: number;
  readonly conflicts: readonly ConflictView[];
}

/** `wouldLose`: nothing was done, because this many changes, not sent or not decided on, would be gone with it. */
export type LeaveOutcome = { readonly kind: 'signedOut' } | { readonly kind: 'wouldLose'; readonly count: number };

/** A change made here that the authority could not take, because the object was changed elsewhere or would not have it. */
export interface ConflictView {
  readonly changeId: string;
  readonly kind: 'stale' | 'refused';
  readonly problem: Problem;
  readonly requestId: string | null;
  /** What was wanted here, in the fields of a request; null where it was no modification. */
  readonly mine: Readonly<Record<string, string>> | null;
  readonly theirs: Readonly<Record<string, string>> | null;
  readonly queuedAt: number;
}

/** One thing worth knowing on the first screen, with its one next action. In the order in which they press. */
export type HomeItem =
  | { readonly kind: 'tokenBlocked'; readonly serial: string; readonly readerId: string }
  | { readonly kind: 'tokenLastTry'; readonly serial: string; readonly readerId: string }
  | { readonly kind: 'unblockResumable'; readonly serial: string }
  | { readonly kind: 'certificateExpired'; readonly certificateSerial: string | null; readonly sha256: string; readonly name: string; readonly notAfter: number; readonly renewable: boolean }
  /** `within`: the narrowest of 7, 30, 60 and 90 days. */
  | { readonly kind: 'certificateExpires'; readonly certificateSerial: string | null; readonly sha256: string; readonly name: string; readonly notAfter: number; readonly within: 7 | 30 | 60 | 90; readonly renewable: boolean }
  | { readonly kind: 'requestWaitsForMe'; readonly requestId: string; readonly number: number; readonly nextAction: string }
  /** `requestId`: the request it is for; null where it is for a token. */
  | { readonly kind: 'appointment'; readonly appointmentId: string; readonly requestId: string | null; readonly startsAt: number; readonly officeName: string }
  | { readonly kind: 'conflict'; readonly changeId: string }
  /** The plugged token's certificate could sign in and does not yet. */
  | { readonly kind: 'canAssociate'; readonly sha256: string; readonly serial: string; readonly name: string }
  | { readonly kind: 'requestWaitsForOffice'; readonly requestId: string; readonly number: number };

export interface AccountView {
  readonly session: SessionView;
  /** Null while nobody is signed in. */
  readonly copy: CopyView | null;
  readonly home: readonly HomeItem[];
  /** A link of a mail that the system has handed over: its page is shown, and nothing is done with it until the person says so (`account.useMailLink`). */
  readonly link: 'account' | 'password' | null;
  /** Counts up whenever a list or an object may read differently: screens then ask again. */
  readonly revision: number;
}

/** A request as the list shows it. `pending`: changed here, not sent yet. */
export interface RequestRow extends RequestSummary {
  readonly pending: boolean;
  /** What may be done with it in its state, as the authority says. */
  readonly actions: readonly RequestAction[];
}
export interface RequestDetail extends RequestReply {
  readonly pending: boolean;
  readonly appointment: AppointmentReply | null;
}

/** A certificate of the account, of the token, or of both: the same certificate is shown once. */
export interface CertificateRow {
  readonly sha256: string;
  readonly name: string;
  readonly organization: string | null;
  /** Common name of the authority that signed it; null: nothing that is here says it. */
  readonly issuer: string | null;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly state: 'valid' | 'expired' | 'revoked' | 'unknown';
  /** What the authority says of it; null: it is on the token alone, and the account does not know it. */
  readonly account: CertificateReply | null;
  /** The token that carries it and is plugged in. */
  readonly token: { readonly readerId: string; readonly serial: string; readonly use: 'signature' | 'authentication' | 'other' } | null;
  readonly signsIn: boolean;
}

/** Shown once, and never again. */
export interface DownloadOutcome {
  readonly saved: boolean;
  readonly fileName: string;
  readonly password: string;
  /** SHA-256 of the file, lower-case hex. */
  readonly sha256: string;
  readonly downloadsLeft: number;
}

/** What became of signing in, associating or proving oneself with a token: of the PIN, then of the authority. */
export type TokenProofOutcome =
  | { readonly kind: 'done' }
  | Exclude<PinOutcome, { readonly kind: 'ok' }>
  | { readonly kind: 'notSigned'; readonly problem: Problem; readonly counter: PinCounter }
  /** The token has signed and the authority would not have it, or did not answer. No try is missing. */
  | { readonly kind: 'notTaken'; readonly problem: Problem };

/** Software that a token may need on this machine. */
export interface DriverRow {
  readonly id: string;
  readonly name: string;
  /** notNeeded: this program reads the token by itself, and says what else may still want one. */
  readonly state: 'notNeeded' | 'installed' | 'outdated' | 'missing' | 'unknown';
  readonly installedVersion: string | null;
  readonly offered: { readonly version: string; readonly size: number; readonly sha256: string } | null;
}
export interface DriversView {
  readonly system: { readonly name: string; readonly architecture: string };
  /** Model of the plugged token, when there is one. */
  readonly model: string | null;
  readonly rows: readonly DriverRow[];
  readonly checkedAt: number;
  /** Why the list of the provider could not be had; what this machine knows is shown all the same. */
  readonly problem: Problem | null;
}
