import type { AccountView, CertificateRow, DownloadOutcome, DriversView, LeaveOutcome, RequestDetail, RequestRow, TokenProofOutcome } from '../domain/account-views.ts';
import type { AppointmentReply, SlotsReply } from '../http/appointments.ts';
import type { HolderRevocationReason } from '../http/certificates.ts';
import type { AccountCertificate, JournalEntry } from '../http/own-account.ts';
import type { OfficeReply } from '../http/offices.ts';
import type { CreateRequest, ProductReply } from '../http/requests.ts';
import type { DocumentKind } from '../domain/request-codes.ts';
import type { PinEntry } from './pin-entry.ts';

/** Verbs of the account: what a person does with it. Passwords come as text, are passed on once and kept by nobody. */
export interface AccountVerbs {
  'account.view': { input: void; output: AccountView };
  'account.signUp': { input: { firstName: string; lastName: string; email: string; password: string; passwordAgain: string }; output: void };
  'account.resendConfirmation': { input: { email: string }; output: void };
  'account.correctAddress': { input: { email: string; password: string; newEmail: string }; output: void };
  /** A pasted code or address of a mail, or with null the one that has arrived (`AccountView.link`): confirms the sign-up, or shows the page to set a password. */
  'account.useMailLink': { input: { text: string | null }; output: { kind: 'confirmed'; email: string } | { kind: 'resetPassword' } };
  /** Puts the link away that has arrived. */
  'account.dropMailLink': { input: void; output: void };
  'account.signIn': { input: { email: string; password: string }; output: void };
  /** One VERIFY at most, one signature at most. */
  'account.signInWithToken': { input: TokenProof; output: TokenProofOutcome };
  'account.requestReset': { input: { email: string }; output: void };
  /** With the link shown by `useMailLink`, kept by main. */
  'account.completeReset': { input: { password: string; passwordAgain: string }; output: void };
  'account.acceptTerms': { input: { version: string }; output: void };
  /**
   * `forget`: a shared machine; the local copy, its key and the address go, too. `mayLose`: how many changes that were never sent the person
   * knows to be lost with it; were it more, nothing is done.
   */
  'account.signOut': { input: { forget: boolean; mayLose: number }; output: LeaveOutcome };
  /** The person is there: the 30 minutes begin again. */
  'account.stay': { input: void; output: void };
  'account.sync': { input: void; output: void };
  'account.setLanguage': { input: { language: 'fr' | 'en' }; output: void };
  'account.changePassword': { input: { currentPassword: string; password: string; passwordAgain: string }; output: { otherSessionsEnded: number } };
  'account.reauthenticate': { input: { password: string }; output: void };
  'account.reauthenticateWithToken': { input: TokenProof; output: TokenProofOutcome };
  'account.sessions': { input: void; output: readonly AccountSessionRow[] };
  'account.endSession': { input: { sessionId: string }; output: void };
  'account.endOtherSessions': { input: void; output: { ended: number } };
  'account.certificates': { input: void; output: readonly AccountCertificate[] };
  'account.associate': { input: TokenProof; output: TokenProofOutcome };
  'account.dissociate': { input: { sha256: string }; output: void };
  'account.terms': { input: void; output: { text: string; version: string; accepted: readonly { version: string; acceptedAt: number }[] } };
  'account.journal': { input: { cursor: string | null }; output: { items: readonly JournalEntry[]; next: string | null } };
  'account.saveExport': { input: void; output: { saved: boolean } };
  'account.requestErasure': { input: void; output: { requestedAt: number } };
  'account.erasures': { input: void; output: readonly { requestedAt: number; state: string }[] };
  /** mine: send it again on what is there now; theirs: drop it. */
  'account.settleConflict': { input: { changeId: string; keep: 'mine' | 'theirs' }; output: void };
}

export interface RequestVerbs {
  'requests.list': { input: void; output: readonly RequestRow[] };
  'requests.read': { input: { requestId: string }; output: RequestDetail };
  'requests.products': { input: void; output: readonly ProductReply[] };
  'requests.offices': { input: void; output: readonly OfficeReply[] };
  'requests.create': { input: CreateRequest; output: { requestId: string } };
  'requests.modify': { input: CreateRequest & { requestId: string; revision: number }; output: void };
  'requests.submit': { input: { requestId: string; revision: number }; output: void };
  'requests.withdraw': { input: { requestId: string; revision: number }; output: void };
  'requests.delete': { input: { requestId: string }; output: void };
  'requests.savePdf': { input: { requestId: string }; output: { saved: boolean } };
  /** Opens the paper in the system's PDF viewer, which prints it. */
  'requests.print': { input: { requestId: string }; output: { printed: boolean } };
  /** `documentId` null: it was called back by `requests.cancelUpload`, and the authority has nothing of it. */
  'requests.addDocument': { input: { requestId: string; kind: DocumentKind; fileName: string; bytes: Uint8Array }; output: { documentId: string | null } };
  /** Calls back what is on its way under this name; what became of it is the answer of `requests.addDocument`. Without one, nothing. */
  'requests.cancelUpload': { input: { requestId: string; fileName: string }; output: void };
  'requests.removeDocument': { input: { requestId: string; documentId: string }; output: void };
  'requests.saveDocument': { input: { requestId: string; documentId: string }; output: { saved: boolean } };
  'requests.slots': { input: { officeId: string; from: string; days: number }; output: SlotsReply };
  'requests.book': { input: { requestId: string; officeId: string; startsAt: number }; output: AppointmentReply };
  'requests.moveAppointment': { input: { appointmentId: string; startsAt: number; revision: number }; output: AppointmentReply };
  'requests.cancelAppointment': { input: { appointmentId: string; revision: number }; output: AppointmentReply };
}

export interface CertificateVerbs {
  'certificates.list': { input: void; output: readonly CertificateRow[] };
  'certificates.download': { input: { serial: string }; output: DownloadOutcome };
  /** The certificate alone, without its key. */
  'certificates.save': { input: { serial: string }; output: { saved: boolean } };
  /** Prepares a request with the same data, as a draft. */
  'certificates.renew': { input: { serial: string }; output: { requestId: string } };
  /** `confirmation`: the last eight digits of the serial number, retyped. */
  'certificates.revoke': { input: { serial: string; reason: HolderRevocationReason; confirmation: string }; output: { revokedAt: number } };
  'certificates.saveProof': { input: { serial: string }; output: { saved: boolean } };
  'certificates.revocationCode': { input: { serial: string }; output: { code: string } };
  /** Without signing in. */
  'certificates.revokeByCode': { input: { serial: string; code: string; reason: HolderRevocationReason }; output: { revokedAt: number } };
  /** An .ics file with the end of validity and its reminders. */
  'certificates.saveCalendar': { input: { serial: string }; output: { saved: boolean } };
  'drivers.view': { input: void; output: DriversView };
  /** Fetched and compared with its checksum before the person is asked where to put it. */
  'drivers.download': { input: { id: string }; output: { saved: boolean } };
}

/** A PIN entry that ends in a signature with the key of this certificate. */
export interface TokenProof extends PinEntry {
  readonly pin: Uint8Array;
  readonly certificateSha256: string;
}

export interface AccountSessionRow {
  readonly sessionId: string;
  readonly method: 'password' | 'certificate';
  readonly client: string;
  readonly createdAt: number;
  readonly seenAt: number;
  readonly current: boolean;
}

export interface AccountEvents {
  'account.changed': AccountView;
  /** Bytes of a document on their way. */
  'requests.progress': { readonly requestId: string; readonly fileName: string; readonly sent: number; readonly size: number };
}

export const ACCOUNT_VERBS = Object.keys({
  'account.view': 0,
  'account.signUp': 0,
  'account.resendConfirmation': 0,
  'account.correctAddress': 0,
  'account.useMailLink': 0,
  'account.dropMailLink': 0,
  'account.signIn': 0,
  'account.signInWithToken': 0,
  'account.requestReset': 0,
  'account.completeReset': 0,
  'account.acceptTerms': 0,
  'account.signOut': 0,
  'account.stay': 0,
  'account.sync': 0,
  'account.setLanguage': 0,
  'account.changePassword': 0,
  'account.reauthenticate': 0,
  'account.reauthenticateWithToken': 0,
  'account.sessions': 0,
  'account.endSession': 0,
  'account.endOtherSessions': 0,
  'account.certificates': 0,
  'account.associate': 0,
  'account.dissociate': 0,
  'account.terms': 0,
  'account.journal': 0,
  'account.saveExport': 0,
  'account.requestErasure': 0,
  'account.erasures': 0,
  'account.settleConflict': 0,
  'requests.list': 0,
  'requests.read': 0,
  'requests.products': 0,
  'requests.offices': 0,
  'requests.create': 0,
  'requests.modify': 0,
  'requests.submit': 0,
  'requests.withdraw': 0,
  'requests.delete': 0,
  'requests.savePdf': 0,
  'requests.print': 0,
  'requests.addDocument': 0,
  'requests.cancelUpload': 0,
  'requests.removeDocument': 0,
  'requests.saveDocument': 0,
  'requests.slots': 0,
  'requests.book': 0,
  'requests.moveAppointment': 0,
  'requests.cancelAppointment': 0,
  'certificates.list': 0,
  'certificates.download': 0,
  'certificates.save': 0,
  'certificates.renew': 0,
  'certificates.revoke': 0,
  'certificates.saveProof': 0,
  'certificates.revocationCode': 0,
  'certificates.revokeByCode': 0,
  'certificates.saveCalendar': 0,
  'drivers.view': 0,
  'drivers.download': 0,
} satisfies Record<keyof (AccountVerbs & RequestVerbs & CertificateVerbs), 0>) as readonly (keyof (AccountVerbs & RequestVerbs & CertificateVerbs))[];

export const ACCOUNT_EVENTS = Object.keys({ 'account.changed': 0, 'requests.progress': 0 } satisfies Record<keyof AccountEvents, 0>) as readonly (keyof AccountEvents)[];
