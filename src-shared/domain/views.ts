import type { ActPhase, WizardStep } from './unblock-state.ts';
import type { Problem } from '../errors/error-table.ts';
import type { PinFormat } from '../pin/pin-format.ts';

/**
 * What main shows the renderer: whole, plain values, pushed at every change. No secret, no path, no APDU ever is in one.
 * Times are milliseconds since the epoch, by the clock that `AppView.now` shows.
 */
export type Language = 'fr' | 'en';

/** Tries of the PIN as the card tells them; null where the card's answer was missing or out of range ("unknown"). */
export interface PinCounter {
  readonly triesLeft: number | null;
  readonly triesMax: number | null;
}

export interface CertificateView {
  /** What the key is for, from the key usage of the certificate. */
  readonly use: 'signature' | 'authentication' | 'other';
  readonly subject: string;
  readonly issuer: string;
  readonly notBefore: number;
  readonly notAfter: number;
  /** SHA-256 of the DER certificate, 64 lower-case hex digits. */
  readonly sha256: string;
}

/** What kind of application a token carries. `pkcs15`: read only. */
export const CARD_PROFILES = ['ias-ecc', 'gids', 'piv', 'pkcs15'] as const;
export type CardProfile = (typeof CARD_PROFILES)[number];

/** What this program may do with a token of this model; a token that is not known well enough can be read and no more. */
export interface TokenAbilities {
  readonly verifyPin: boolean;
  readonly changePin: boolean;
  readonly unblockByPuk: boolean;
  readonly unblockByAuthority: boolean;
  /** Signs with a key of its own, to sign in with its certificate. */
  readonly sign: boolean;
}

/** `reading` until the first snapshot; a state with a problem carries the code that explains it. */
export type TokenState = 'reading' | 'ready' | 'unreadable' | 'unknownCard' | 'busy';

export interface TokenView {
  readonly readerId: string;
  readonly readerName: string;
  /** A simulated card in a simulated reader: said wherever the token is shown. */
  readonly virtual: boolean;
  readonly state: TokenState;
  readonly problem: Problem | null;
  readonly serial: string | null;
  readonly model: string | null;
  /** Null while it is not known (reading, busy, unreadable, unknown card). */
  readonly profile: CardProfile | null;
  readonly holder: string | null;
  readonly pin: PinCounter;
  /** Null: no PIN of this token is ever sent. */
  readonly pinFormat: PinFormat | null;
  /** Null: this token has no PUK that this program may use. */
  readonly puk: PinCounter | null;
  readonly pukFormat: PinFormat | null;
  readonly abilities: TokenAbilities;
  readonly blocked: boolean;
  readonly certificates: readonly CertificateView[];
}

export interface ReaderView {
  readonly readerId: string;
  readonly name: string;
  readonly virtual: boolean;
  readonly tokenPresent: boolean;
}

/** FEATURES row 2: service, reader, token in that order; `ready` once there is a token to show, whatever its own state. */
export type CardServiceState = 'starting' | 'noService' | 'noReader' | 'noToken' | 'ready';

/**
 * What became of one confirmed entry of a PIN or PUK, as the card told it. Each carries the counter re-read after the command,
 * null where the card could not be asked any more.
 */
export type PinOutcome =
  | { readonly kind: 'ok'; readonly counter: PinCounter }
  /** One try was spent; tries are left. */
  | { readonly kind: 'wrong'; readonly counter: PinCounter }
  | { readonly kind: 'blocked'; readonly counter: PinCounter }
  /** The entry was right or was not looked at; the card would not take the new PIN, or the command. */
  | { readonly kind: 'refused'; readonly counter: PinCounter }
  /**
   * The command left and its answer did not arrive: never sent again. `before`: the counter right before it, by which the counter
   * read when the token is back tells whether a try was spent.
   */
  | { readonly kind: 'unknown'; readonly because: UnknownBecause; readonly before: PinCounter };
export type UnknownBecause = 'tokenRemoved' | 'tokenReset' | 'readerRemoved' | 'serviceStopped' | 'tokenMalformedAnswer' | 'cardHostRestarted';

export interface AuthorityStatus {
  readonly state: 'unknown' | 'reachable' | 'unreachable';
  readonly checkedAt: number | null;
  /** Host of the authority, as a person may read it. */
  readonly host: string;
}

/** An unblock that was left or interrupted and can go on. */
export interface ResumableUnblock {
  readonly serial: string;
  readonly entity: string;
  readonly product: string;
  readonly linkExpiresAt: number;
  /** True when the card may already be done and only the proof and the report are missing. */
  readonly acted: boolean;
}

export interface AppView {
  readonly version: string;
  readonly language: Language;
  readonly now: number;
  readonly cardService: CardServiceState;
  /** Why `cardService` is `noService`, or what hinders the service although a virtual reader is there; null when nothing does. */
  readonly cardServiceProblem: Problem | null;
  readonly readers: readonly ReaderView[];
  readonly tokens: readonly TokenView[];
  readonly authority: AuthorityStatus;
  /** The authority keeps mails in a folder on this machine and the app may show them. */
  readonly mailboxAvailable: boolean;
  readonly mailCount: number;
  readonly resumable: ResumableUnblock | null;
  /** Public address of each link that may be opened, for display beside its button. */
  readonly office: { readonly phone: string; readonly hours: string; readonly email: string };
}

export type PreflightId = 'authority' | 'link' | 'token' | 'serial' | 'blocked';
export interface PreflightCheck {
  readonly id: PreflightId;
  /** `notDone`: an earlier check failed, so this one says nothing. */
  readonly status: 'pending' | 'ok' | 'failed' | 'notDone';
  /** Set when `failed`. */
  readonly problem: Problem | null;
}

export interface DossierView {
  readonly entity: string;
  readonly product: string;
  readonly holder: string;
  readonly serial: string;
  readonly maskedEmail: string;
}

export interface SecretQuestion {
  readonly id: string;
  readonly text: string;
}

export interface UnblockProof {
  readonly triesLeft: number;
  readonly triesMax: number;
  readonly writtenAt: number;
  readonly maskedEmail: string;
  readonly sessionId: string;
  /** False: the card is done, the authority could not be told yet; it will be, by itself. */
  readonly reported: boolean;
  /** The receipt's signature was checked against the authority's published key. */
  readonly receiptVerified: boolean;
}

/**
 * The wizard, whole. `null` in place of it: no unblock on screen.
 * `step: 'link'` is the page before step 1: a link has arrived, nothing was done with it, the person decides.
 */
export interface UnblockView {
  readonly step: 'link' | WizardStep;
  readonly dossier: DossierView | null;
  readonly linkExpiresAt: number | null;
  readonly preflight: readonly PreflightCheck[];
  readonly questions: readonly SecretQuestion[];
  readonly tries: { readonly left: number; readonly max: number } | null;
  /** The chosen PIN is in the card host's memory. */
  readonly pinHeld: boolean;
  /** The authority accepted the answers; step 3 will not be asked again. */
  readonly answersAccepted: boolean;
  /** A command is under way; buttons wait. */
  readonly busy: boolean;
  readonly phase: ActPhase | null;
  /** Phases of step 4 already done, in order. */
  readonly phasesDone: readonly ActPhase[];
  readonly problem: Problem | null;
  readonly proof: UnblockProof | null;
}

export interface MailView {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly receivedAt: number;
  readonly text: string;
  /** The mail holds an unblock link. */
  readonly hasLink: boolean;
}

export interface LinkRequestOutcome {
  /** Where the mail goes, masked; null when the authority does not say. */
  readonly maskedEmail: string | null;
}
