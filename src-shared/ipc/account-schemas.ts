import { z } from 'zod';
import { DOCUMENT_KINDS, DOCUMENT_SIZE_MAX } from '../domain/request-codes.ts';
import { HOLDER_REVOCATION_REASONS, certificateSerial } from '../http/certificates.ts';
import { email, id, line, password, sha256, time, wellFormed } from '../http/fields.ts';
import { createRequest, revision } from '../http/requests.ts';
import { signUpRequest } from '../http/accounts.ts';
import type { AccountVerbs, CertificateVerbs, RequestVerbs } from './account-verbs.ts';
import { pinBytes, pinEntry } from './pin-schemas.ts';

const nothing = z.undefined();
const tokenProof = z.strictObject({ ...pinEntry, pin: pinBytes, certificateSha256: sha256 });
const byEmail = z.strictObject({ email });
const bySerial = z.strictObject({ serial: certificateSerial });
const byRequest = z.strictObject({ requestId: id });
const atRevision = z.strictObject({ requestId: id, revision });
const reason = z.enum(HOLDER_REVOCATION_REASONS);
const cursor = z.string().max(200).nullable();

type Verbs = AccountVerbs & RequestVerbs & CertificateVerbs;

/** Schema of each verb's input; most are the authority's own, so that a form that passes here passes there. */
export const ACCOUNT_SCHEMAS = {
  'account.view': nothing,
  'account.signUp': signUpRequest.omit({ language: true }),
  'account.resendConfirmation': byEmail,
  'account.correctAddress': z.strictObject({ email, password, newEmail: email }),
  'account.useMailLink': z.strictObject({ text: wellFormed(512).nullable() }),
  'account.dropMailLink': nothing,
  'account.signIn': z.strictObject({ email, password }),
  'account.signInWithToken': tokenProof,
  'account.requestReset': byEmail,
  'account.completeReset': z.strictObject({ password, passwordAgain: password }),
  'account.acceptTerms': z.strictObject({ version: z.string().max(20) }),
  'account.signOut': z.strictObject({ forget: z.boolean(), mayLose: z.number().int().nonnegative() }),
  'account.stay': nothing,
  'account.sync': nothing,
  'account.setLanguage': z.strictObject({ language: z.enum(['fr', 'en']) }),
  'account.changePassword': z.strictObject({ currentPassword: password, password, passwordAgain: password }),
  'account.reauthenticate': z.strictObject({ password }),
  'account.reauthenticateWithToken': tokenProof,
  'account.sessions': nothing,
  'account.endSession': z.strictObject({ sessionId: id }),
  'account.endOtherSessions': nothing,
  'account.certificates': nothing,
  'account.associate': tokenProof,
  'account.dissociate': z.strictObject({ sha256 }),
  'account.terms': nothing,
  'account.journal': z.strictObject({ cursor }),
  'account.saveExport': nothing,
  'account.requestErasure': nothing,
  'account.erasures': nothing,
  'account.settleConflict': z.strictObject({ changeId: id, keep: z.enum(['mine', 'theirs']) }),
  'requests.list': nothing,
  'requests.read': byRequest,
  'requests.products': nothing,
  'requests.offices': nothing,
  'requests.create': createRequest,
  'requests.modify': createRequest.extend({ requestId: id, revision }),
  'requests.submit': atRevision,
  'requests.withdraw': atRevision,
  'requests.delete': byRequest,
  'requests.savePdf': byRequest,
  'requests.print': byRequest,
  'requests.addDocument': z.strictObject({
    requestId: id,
    kind: z.enum(DOCUMENT_KINDS),
    fileName: line(120),
    bytes: z.instanceof(Uint8Array).refine(({ length }) => length > 0 && length <= DOCUMENT_SIZE_MAX),
  }),
  'requests.cancelUpload': z.strictObject({ requestId: id, fileName: line(120) }),
  'requests.removeDocument': z.strictObject({ requestId: id, documentId: id }),
  'requests.saveDocument': z.strictObject({ requestId: id, documentId: id }),
  'requests.slots': z.strictObject({ officeId: id, from: z.iso.date(), days: z.number().int().min(1).max(31) }),
  'requests.book': z.strictObject({ requestId: id, officeId: id, startsAt: time }),
  'requests.moveAppointment': z.strictObject({ appointmentId: id, startsAt: time, revision }),
  'requests.cancelAppointment': z.strictObject({ appointmentId: id, revision }),
  'certificates.list': nothing,
  'certificates.download': bySerial,
  'certificates.save': bySerial,
  'certificates.renew': bySerial,
  'certificates.revoke': z.strictObject({ serial: certificateSerial, reason, confirmation: wellFormed(64) }),
  'certificates.saveProof': bySerial,
  'certificates.revocationCode': bySerial,
  'certificates.revokeByCode': z.strictObject({ serial: wellFormed(100), code: wellFormed(100), reason }),
  'certificates.saveCalendar': bySerial,
  'drivers.view': nothing,
  'drivers.download': z.strictObject({ id: z.string().regex(/^[a-z0-9-]{1,60}$/u) }),
} satisfies { [V in keyof Verbs]: z.ZodType<Verbs[V]['input']> };
