import type { CardServiceState, PinCounter, PinOutcome, ReaderView, TokenView, UnknownBecause } from '../../src-shared/domain/views.ts';
import type { Problem } from '../../src-shared/errors/error-table.ts';

/**
 * Everything the program does with cards. The implementation lives in the card host, a process that main owns; every value
 * here survives structured clone. Verbs only: no APDU goes in, no APDU comes out.
 */
export interface CardHost {
  /** Readers and tokens as last seen. Never opens a card by itself. */
  snapshot(): Promise<CardSnapshot>;
  /** Calls back with each new snapshot until the returned function is called. */
  onChange(listener: (snapshot: CardSnapshot) => void): () => void;
  /** Called when the host died and came back: held PINs and the exclusive hold are gone, nothing was re-sent. */
  onRestart(listener: () => void): () => void;
  /** Reads readers and tokens again. */
  refresh(): Promise<void>;

  /** Keeps a PIN in the host's memory, in place of any other, until `dropPin`. The caller overwrites its own copy. */
  holdPin(pin: Uint8Array): Promise<void>;
  /** Overwrites the held PIN. Idempotent. */
  dropPin(): Promise<void>;
  pinHeld(): Promise<boolean>;

  /** Counter of the PIN of the token with this serial, re-read from the card; spends nothing. */
  readCounter(serial: string): Promise<PinCounter>;

  /**
   * Takes the token exclusively and asks it for a challenge: one transaction, serial first, then MSE SET, GET CHALLENGE.
   * The hold lasts until `release` or the end of `applyUnblock`; no transaction is left open.
   * @throws AppError noToken | wrongToken | readerBusy | tokenNotBlocked | tokenRemoved | tokenReset | tokenMalformedAnswer …
   */
  requestChallenge(serial: string): Promise<{ readonly challenge: Uint8Array }>;

  /**
   * One transaction: serial again, EXTERNAL AUTHENTICATE with the cryptogram, RESET RETRY COUNTER with the held PIN, counter.
   * Each of the two secret-bearing APDUs is sent at most once, never again whatever happens.
   * @throws AppError only before any secret-bearing APDU was sent (wrongToken, noToken, readerBusy, pinNotHeld …).
   */
  applyUnblock(input: {
    readonly serial: string;
    readonly challenge: Uint8Array;
    readonly cryptogram: Uint8Array;
  }): Promise<ApplyOutcome>;

  /**
   * Tests a PIN: one transaction, serial, counter, VERIFY once at most, counter; the token is reset at the end, so that nobody
   * inherits the verified PIN. All bytes are overwritten by the host; the caller overwrites its own.
   * @throws AppError only before anything that may spend a try was sent: wrongToken | noToken | readerBusy | tokenReadOnly |
   * pinCounterChanged (the card's counter is not `triesShown`) | pinLastTryUnconfirmed | pinBlocked | pinLength | pinNotDigits …
   */
  verifyPin(input: PinEntryInput & { readonly pin: Uint8Array }): Promise<PinOutcome>;
  /** The same with CHANGE REFERENCE DATA, current and new PIN in one command. @throws also pinSequence | pinRepeated | pinUnchanged */
  changePin(input: PinEntryInput & { readonly current: Uint8Array; readonly next: Uint8Array }): Promise<PinOutcome>;
  /** The PUK once, the new PIN once, the serial before each. Counters in the outcome are the PUK's unless `ok`. @throws also pukBlocked */
  unblockByPuk(input: PinEntryInput & { readonly puk: Uint8Array; readonly next: Uint8Array }): Promise<PinOutcome>;

  /**
   * Tests the PIN as `verifyPin` does and, when it was right, signs the message with the key of that certificate in the same
   * transaction (RSASSA-PKCS1-v1_5 with SHA-256; 1 to 1024 bytes). The key is found before anything is spent; the signature is checked with the certificate.
   * @throws also keyNotFound, signingNotSupported
   */
  signWithPin(input: PinEntryInput & { readonly pin: Uint8Array; readonly certificateSha256: string; readonly message: Uint8Array }): Promise<SignOutcome>;

  /** What diagnosis needs to know of service, readers and cards, beyond the snapshot. Sends no secret, opens no held token. */
  inspect(): Promise<CardInspection>;

  /** Gives the token back to other programs. Idempotent. */
  release(): Promise<void>;

  /** Pulls or inserts a card of the virtual reader. @throws AppError notAvailable on any other reader. */
  setVirtualInserted(readerId: string, inserted: boolean): Promise<void>;

  close(): Promise<void>;
}

type ActBecause = Exclude<UnknownBecause, 'cardHostRestarted'>;

/** What became of the act, as far as the card told it. */
export type ApplyOutcome =
  /** The counter was read back after a 9000 of RESET RETRY COUNTER. */
  | { readonly kind: 'done'; readonly counter: PinCounter }
  /** The card refused the cryptogram: one admin try was spent; stop. */
  | { readonly kind: 'adminRefused' }
  /** The card refused the new PIN: the PIN is still blocked. `sw` is four hex digits. */
  | { readonly kind: 'pinRefused'; readonly sw: string }
  /** RESET RETRY COUNTER was never sent (challenge void, card pulled or reset before it): the PIN is as it was. */
  | { readonly kind: 'notDone'; readonly because: ActBecause }
  /** RESET RETRY COUNTER was sent and its answer did not arrive: read the counter, never send again. */
  | { readonly kind: 'unknown'; readonly because: ActBecause };

/** What became of a signature: of the PIN first, as for any entry. */
export type SignOutcome =
  | Exclude<PinOutcome, { readonly kind: 'ok' }>
  | { readonly kind: 'signed'; readonly signature: Uint8Array; readonly certificate: Uint8Array; readonly counter: PinCounter }
  /** The PIN was right, no try is missing, and no good signature came: `problem` says why. */
  | { readonly kind: 'notSigned'; readonly problem: Problem; readonly counter: PinCounter };

/** What the person saw and confirmed; the host compares it with the card before anything is sent. */
export interface PinEntryInput {
  readonly serial: string;
  readonly triesShown: number | null;
  /** The person retyped the end of the token's number: needed when one try is left, or the card tells no number. */
  readonly lastTryConfirmed: boolean;
}

/** For diagnosis: facts, no secret. */
export interface CardInspection {
  /** Version of the PC/SC library or daemon where it tells one. */
  readonly libraryVersion: string | null;
  readonly problem: Problem | null;
  readonly readers: readonly {
    readonly readerId: string;
    readonly name: string;
    readonly virtual: boolean;
    readonly state: 'empty' | 'present' | 'mute' | 'exclusive';
    /** Answer to reset, upper-case hex; empty without a card. */
    readonly atr: string;
    readonly pinpad: boolean | null;
    /** Vendor and version of the reader's driver, where the reader tells. */
    readonly driver: string | null;
  }[];
}

export interface CardSnapshot {
  readonly service: CardServiceState;
  /** Why there is no service; null when there is one. With a virtual reader there may be a problem and readers as well. */
  readonly serviceProblem: Problem | null;
  readonly readers: readonly ReaderView[];
  readonly tokens: readonly TokenView[];
}
