/**
 * Every failure this program can name. The key travels (IPC, HTTP); `id` is what a person reads and searches;
 * `who` can act; `action` is the button beside the sentence. Words live in `src-shared/messages`, exhaustive by type.
 * Ids are never reused or renumbered.
 */
export type ErrorActor = 'holder' | 'office' | 'support';
export type ErrorAction =
  | 'retry'
  | 'resume'
  | 'requestLink'
  | 'pasteLink'
  | 'choosePin'
  | 'correctAnswers'
  | 'contactOffice'
  | 'revokeOrReorder'
  | 'close'
  | 'diagnose'
  | 'none';

interface ErrorEntry {
  readonly id: string;
  readonly who: ErrorActor;
  readonly action: ErrorAction;
}

export const ERROR_TABLE = {
  serviceAbsent: { id: 'E-RDR-01', who: 'holder', action: 'retry' },
  noReader: { id: 'E-RDR-02', who: 'holder', action: 'retry' },
  readerRemoved: { id: 'E-RDR-03', who: 'holder', action: 'resume' },
  readerBusy: { id: 'E-RDR-04', who: 'holder', action: 'retry' },
  serviceStopped: { id: 'E-RDR-05', who: 'holder', action: 'resume' },
  /** The native part of this program was not built for this machine, or cannot be loaded. */
  addonMissing: { id: 'E-RDR-06', who: 'support', action: 'diagnose' },
  /** The system has no PC/SC library at all. */
  pcscLibraryMissing: { id: 'E-RDR-07', who: 'holder', action: 'diagnose' },
  /** polkit, a sandbox or the system's policy forbids this program the use of readers. */
  serviceAccessDenied: { id: 'E-RDR-08', who: 'support', action: 'diagnose' },
  /** Library and daemon speak different versions (a sandboxed library, a daemon of the system). */
  serviceVersionMismatch: { id: 'E-RDR-09', who: 'support', action: 'diagnose' },
  /** A session over the network: the readers of this computer may belong to the other one, or be forbidden. */
  remoteSession: { id: 'E-RDR-10', who: 'holder', action: 'none' },
  /** Snap, Flatpak or a container keeps the service of the system out of reach. */
  sandboxed: { id: 'E-RDR-11', who: 'support', action: 'none' },
  /** A token that this program does not read by itself, and no module for it is installed. */
  driverMissing: { id: 'E-RDR-12', who: 'office', action: 'contactOffice' },

  noToken: { id: 'E-TOK-01', who: 'holder', action: 'retry' },
  tokenRemoved: { id: 'E-TOK-02', who: 'holder', action: 'resume' },
  tokenUnreadable: { id: 'E-TOK-03', who: 'holder', action: 'retry' },
  tokenUnknown: { id: 'E-TOK-04', who: 'support', action: 'contactOffice' },
  wrongToken: { id: 'E-TOK-05', who: 'holder', action: 'retry' },
  tokenReset: { id: 'E-TOK-06', who: 'holder', action: 'resume' },
  tokenMalformedAnswer: { id: 'E-TOK-07', who: 'support', action: 'retry' },
  tokenNotBlocked: { id: 'E-TOK-08', who: 'holder', action: 'close' },
  tokenCommandRefused: { id: 'E-TOK-09', who: 'support', action: 'contactOffice' },
  tokenReadOnly: { id: 'E-TOK-10', who: 'office', action: 'contactOffice' },
  signingNotSupported: { id: 'E-TOK-11', who: 'holder', action: 'close' },
  /** What came back is no signature of this certificate's key. */
  signatureWrong: { id: 'E-TOK-12', who: 'support', action: 'contactOffice' },

  pinLength: { id: 'E-PIN-01', who: 'holder', action: 'choosePin' },
  pinNotDigits: { id: 'E-PIN-02', who: 'holder', action: 'choosePin' },
  pinSequence: { id: 'E-PIN-03', who: 'holder', action: 'choosePin' },
  pinRepeated: { id: 'E-PIN-04', who: 'holder', action: 'choosePin' },
  pinMismatch: { id: 'E-PIN-05', who: 'holder', action: 'choosePin' },
  pinRefusedByCard: { id: 'E-PIN-06', who: 'holder', action: 'choosePin' },
  pinNotHeld: { id: 'E-PIN-07', who: 'holder', action: 'choosePin' },
  /** Before anything was sent: the card's counter is not the one that was on screen. */
  pinCounterChanged: { id: 'E-PIN-08', who: 'holder', action: 'retry' },
  pinLastTryUnconfirmed: { id: 'E-PIN-09', who: 'holder', action: 'retry' },
  pinBlocked: { id: 'E-PIN-10', who: 'holder', action: 'requestLink' },
  pukBlocked: { id: 'E-PIN-11', who: 'office', action: 'contactOffice' },
  pinUnchanged: { id: 'E-PIN-12', who: 'holder', action: 'choosePin' },
  pinCharacters: { id: 'E-PIN-13', who: 'holder', action: 'choosePin' },
  pinTriesLow: { id: 'E-PIN-14', who: 'holder', action: 'none' },
  pinCounterUnknown: { id: 'E-PIN-15', who: 'holder', action: 'none' },

  linkMalformed: { id: 'E-LNK-01', who: 'holder', action: 'pasteLink' },
  linkUnknown: { id: 'E-LNK-02', who: 'holder', action: 'requestLink' },
  linkExpired: { id: 'E-LNK-03', who: 'holder', action: 'requestLink' },
  linkUsed: { id: 'E-LNK-04', who: 'holder', action: 'requestLink' },
  linkReplaced: { id: 'E-LNK-05', who: 'holder', action: 'pasteLink' },
  linkThrottled: { id: 'E-LNK-06', who: 'holder', action: 'close' },

  answersRefused: { id: 'E-ANS-01', who: 'holder', action: 'correctAnswers' },
  answersLocked: { id: 'E-ANS-02', who: 'office', action: 'revokeOrReorder' },
  answersIncomplete: { id: 'E-ANS-03', who: 'holder', action: 'correctAnswers' },
  answersStale: { id: 'E-ANS-04', who: 'holder', action: 'correctAnswers' },

  sessionExpired: { id: 'E-SES-01', who: 'holder', action: 'requestLink' },
  sessionUnknown: { id: 'E-SES-02', who: 'holder', action: 'requestLink' },
  sessionClosed: { id: 'E-SES-03', who: 'holder', action: 'requestLink' },
  sessionElsewhere: { id: 'E-SES-04', who: 'holder', action: 'requestLink' },
  challengesSpent: { id: 'E-SES-05', who: 'holder', action: 'requestLink' },
  responseExpired: { id: 'E-SES-06', who: 'holder', action: 'resume' },
  stepOutOfOrder: { id: 'E-SES-07', who: 'holder', action: 'resume' },
  /** A second person has not agreed yet; nothing was spent, and asking again later is right. */
  approvalPending: { id: 'E-SES-08', who: 'office', action: 'retry' },
  approvalRefused: { id: 'E-SES-09', who: 'office', action: 'contactOffice' },

  adminRefused: { id: 'E-UNB-01', who: 'office', action: 'contactOffice' },
  outcomeUnknown: { id: 'E-UNB-02', who: 'holder', action: 'resume' },
  nothingChanged: { id: 'E-UNB-03', who: 'holder', action: 'resume' },
  reportPending: { id: 'E-UNB-04', who: 'holder', action: 'resume' },
  toReconcile: { id: 'E-UNB-05', who: 'office', action: 'contactOffice' },
  journalUnwritable: { id: 'E-UNB-06', who: 'holder', action: 'resume' },

  authorityUnreachable: { id: 'E-NET-01', who: 'holder', action: 'retry' },
  authorityFailure: { id: 'E-NET-02', who: 'support', action: 'retry' },
  authorityBadReply: { id: 'E-NET-03', who: 'support', action: 'retry' },
  tooManyRequests: { id: 'E-NET-04', who: 'holder', action: 'retry' },
  vaultUnavailable: { id: 'E-NET-05', who: 'support', action: 'retry' },
  requestInvalid: { id: 'E-NET-06', who: 'support', action: 'close' },
  notFound: { id: 'E-NET-07', who: 'support', action: 'close' },
  idempotencyMismatch: { id: 'E-NET-08', who: 'support', action: 'close' },

  mediaTypeRefused: { id: 'E-NET-09', who: 'support', action: 'close' },
  /** The authority was restored, or is another one: what a copy was fed up to means nothing to it. */
  cursorUnknown: { id: 'E-NET-10', who: 'holder', action: 'retry' },

  ownRequest: { id: 'E-DSK-01', who: 'office', action: 'close' },
  approvalDecided: { id: 'E-DSK-02', who: 'office', action: 'close' },
  approvalExpired: { id: 'E-DSK-03', who: 'office', action: 'close' },
  /** What a second person was asked about has ended. */
  approvalVoid: { id: 'E-DSK-04', who: 'office', action: 'close' },
  policyForbids: { id: 'E-DSK-05', who: 'office', action: 'close' },
  identityNotProven: { id: 'E-DSK-06', who: 'office', action: 'close' },
  nothingToReopen: { id: 'E-DSK-07', who: 'office', action: 'close' },
  lastAdministrator: { id: 'E-DSK-08', who: 'office', action: 'close' },
  staffExists: { id: 'E-DSK-09', who: 'office', action: 'close' },
  slotTaken: { id: 'E-DSK-10', who: 'holder', action: 'retry' },
  slotClosed: { id: 'E-DSK-11', who: 'holder', action: 'retry' },
  appointmentTooLate: { id: 'E-DSK-12', who: 'office', action: 'contactOffice' },
  appointmentClosed: { id: 'E-DSK-13', who: 'holder', action: 'close' },
  appointmentChanged: { id: 'E-DSK-14', who: 'holder', action: 'retry' },
  appointmentsTooMany: { id: 'E-DSK-15', who: 'holder', action: 'close' },
  appointmentNotNeeded: { id: 'E-DSK-16', who: 'holder', action: 'close' },
  erasureDecided: { id: 'E-DSK-17', who: 'office', action: 'close' },
  /** Something has to end first; `by` names it. */
  erasureBlocked: { id: 'E-DSK-18', who: 'office', action: 'close' },

  signInRequired: { id: 'E-ACC-01', who: 'holder', action: 'close' },
  signInExpired: { id: 'E-ACC-02', who: 'holder', action: 'close' },
  forbidden: { id: 'E-ACC-03', who: 'office', action: 'contactOffice' },
  termsRequired: { id: 'E-ACC-04', who: 'holder', action: 'close' },
  reauthenticationRequired: { id: 'E-ACC-05', who: 'holder', action: 'close' },
  credentialsRefused: { id: 'E-ACC-06', who: 'holder', action: 'retry' },
  passwordRefused: { id: 'E-ACC-07', who: 'holder', action: 'retry' },
  passwordsDiffer: { id: 'E-ACC-08', who: 'holder', action: 'retry' },
  certificateRefused: { id: 'E-ACC-09', who: 'holder', action: 'retry' },
  accountLinkRefused: { id: 'E-ACC-10', who: 'holder', action: 'retry' },
  termsOutdated: { id: 'E-ACC-11', who: 'holder', action: 'retry' },
  /** Who issued the certificate was revoked by the authority above it. */
  certificateIssuerRevoked: { id: 'E-ACC-12', who: 'office', action: 'contactOffice' },

  csrInvalid: { id: 'E-CRT-01', who: 'office', action: 'contactOffice' },
  /** The authority's own certificate ends before the one asked for would have a day to live. */
  authorityExpired: { id: 'E-CRT-02', who: 'support', action: 'contactOffice' },
  /** No certificate authority was made here yet (`init-ca`). */
  authorityNotMade: { id: 'E-CRT-03', who: 'support', action: 'contactOffice' },
  downloadAtAppointment: { id: 'E-CRT-04', who: 'office', action: 'contactOffice' },
  certificateRevoked: { id: 'E-CRT-05', who: 'holder', action: 'close' },
  certificateExpired: { id: 'E-CRT-06', who: 'holder', action: 'close' },
  renewalRefused: { id: 'E-CRT-07', who: 'office', action: 'contactOffice' },
  revocationRefused: { id: 'E-CRT-08', who: 'holder', action: 'retry' },
  /** The key of a software certificate was fetched as often as it may be, and is erased. */
  downloadsSpent: { id: 'E-CRT-10', who: 'office', action: 'contactOffice' },
  confirmationMismatch: { id: 'E-CRT-09', who: 'holder', action: 'retry' },

  requestChangedMeanwhile: { id: 'E-REQ-01', who: 'holder', action: 'retry' },
  /** Nothing of this kind can be done to a request in this state. */
  requestStateRefused: { id: 'E-REQ-02', who: 'holder', action: 'close' },
  requestIncomplete: { id: 'E-REQ-03', who: 'holder', action: 'close' },
  productUnavailable: { id: 'E-REQ-04', who: 'holder', action: 'close' },
  officeUnavailable: { id: 'E-REQ-05', who: 'holder', action: 'close' },
  /** A renewal repeats the data of its certificate. */
  identityLocked: { id: 'E-REQ-06', who: 'holder', action: 'close' },
  draftsFull: { id: 'E-REQ-07', who: 'holder', action: 'close' },
  documentRefused: { id: 'E-REQ-08', who: 'holder', action: 'retry' },
  documentsFull: { id: 'E-REQ-09', who: 'holder', action: 'close' },
  documentDropped: { id: 'E-REQ-10', who: 'office', action: 'close' },
  documentsNotJudged: { id: 'E-REQ-11', who: 'office', action: 'close' },
  /** Another operator has it. */
  requestNotYours: { id: 'E-REQ-12', who: 'office', action: 'close' },
  officeChangedMeanwhile: { id: 'E-REQ-13', who: 'office', action: 'retry' },

  busy: { id: 'E-APP-01', who: 'holder', action: 'none' },
  callRejected: { id: 'E-APP-02', who: 'support', action: 'close' },
  internal: { id: 'E-APP-03', who: 'support', action: 'retry' },
  cardHostRestarted: { id: 'E-APP-04', who: 'holder', action: 'resume' },
  notAvailable: { id: 'E-APP-05', who: 'holder', action: 'close' },
  clockWrong: { id: 'E-APP-06', who: 'holder', action: 'none' },

  localCopyDamaged: { id: 'E-LOC-01', who: 'holder', action: 'retry' },
  localCopyReadOnly: { id: 'E-LOC-02', who: 'support', action: 'retry' },
  localCopyFull: { id: 'E-LOC-03', who: 'holder', action: 'retry' },
  /** Another process works on the file. */
  localCopyBusy: { id: 'E-LOC-04', who: 'holder', action: 'close' },
  localCopyUnavailable: { id: 'E-LOC-05', who: 'support', action: 'retry' },
  keyringUnavailable: { id: 'E-LOC-06', who: 'holder', action: 'retry' },

  moduleUnreadable: { id: 'E-P11-01', who: 'support', action: 'diagnose' },
  moduleHung: { id: 'E-P11-02', who: 'support', action: 'diagnose' },
  moduleCrashed: { id: 'E-P11-03', who: 'support', action: 'diagnose' },
  moduleFailed: { id: 'E-P11-04', who: 'support', action: 'diagnose' },
  keyNotFound: { id: 'E-P11-05', who: 'support', action: 'diagnose' },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERROR_TABLE;

/** Values a sentence may show. Never a secret, a path, a status text of a library or an APDU body. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean>>;

/** A failure as it crosses a border (IPC, HTTP): a code and the values its sentence shows. */
export interface Problem {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_TABLE, value);
}
