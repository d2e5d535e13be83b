import { z } from 'zod';
import { ERASURE_STATES } from '../domain/erasure.ts';
import { ROLES } from '../domain/roles.ts';
import { cursor, id, language, pageOf, password, sha256, time } from './fields.ts';
import { route } from './route-shape.ts';
import { certificateProof } from './web-eid.ts';

/** One's own account: who one is, sessions, password, certificates to sign in with, terms, journal, data. */
const method = z.enum(['password', 'certificate']);

export const accountReply = z.strictObject({
  accountId: id,
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  language,
  role: z.enum(ROLES),
  officeId: z.string().nullable(),
  createdAt: time,
  /** Terms of use accepted last, and those in force. */
  termsAccepted: z.string().nullable(),
  termsInForce: z.string(),
  session: z.strictObject({
    sessionId: id,
    method,
    idleUntil: time,
    expiresAt: time,
    /** Until when what asks for a password or certificate shown lately is open. */
    freshUntil: time,
  }),
  now: time,
});

export const languageRequest = z.strictObject({ language });
export const passwordChangeRequest = z.strictObject({ currentPassword: password, password, passwordAgain: password });
export const reauthenticationRequest = z.union([z.strictObject({ password }), certificateProof]);
export const freshReply = z.strictObject({ freshUntil: time, now: time });

export const sessionList = z.strictObject({
  items: z.array(
    z.strictObject({ sessionId: id, method, client: z.string(), createdAt: time, seenAt: time, current: z.boolean() }),
  ),
});
/** How many sessions were ended. */
export const endedReply = z.strictObject({ ended: z.number().int() });

export const accountCertificate = z.strictObject({
  sha256,
  subject: z.string(),
  issuer: z.string(),
  /** Serial number, upper-case hex. */
  serial: z.string(),
  notAfter: time,
  associatedAt: time,
});
export const certificateList = z.strictObject({ items: z.array(accountCertificate) });

export const termsAcceptRequest = z.strictObject({ version: z.string().regex(/^\d{4}-\d{2}-\d{2}$/u) });
export const termsAcceptance = z.strictObject({ version: z.string(), language, acceptedAt: time });
export const termsHistory = z.strictObject({ inForce: z.string(), items: z.array(termsAcceptance) });

export const journalRequest = z.strictObject({ cursor });
export const journalEntry = z.strictObject({
  seq: z.number().int(),
  at: time,
  /** Stable name of what happened. */
  event: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export const journalPage = pageOf(journalEntry);

export const erasureReply = z.strictObject({
  erasureId: id,
  state: z.enum(ERASURE_STATES),
  requestedAt: time,
  decidedAt: time.nullable(),
  /** What whoever decided says to it. */
  reason: z.string().nullable(),
});
export const erasureList = z.strictObject({ items: z.array(erasureReply) });

/** Everything kept about oneself (GDPR article 20); `areas` by the name of the part of the authority that keeps it. */
export const exportReply = z.strictObject({
  exportedAt: time,
  account: accountReply.omit({ session: true, now: true }),
  sessions: z.array(z.strictObject({ sessionId: id, method, client: z.string(), createdAt: time, seenAt: time, endedAt: time.nullable() })),
  certificates: z.array(accountCertificate.extend({ der: z.string() })),
  terms: z.array(termsAcceptance),
  erasures: z.array(erasureReply),
  journal: z.array(journalEntry),
  areas: z.record(z.string(), z.array(z.looseObject({}))),
});

const own = { auth: 'account', permission: 'account.own' } as const;

export const OWN_ACCOUNT_ROUTES = {
  readAccount: route({ ...own, method: 'GET', path: '/v1/account', summary: 'Who is signed in', beforeTerms: true, reply: accountReply }),
  setLanguage: route({ ...own, method: 'PUT', path: '/v1/account/language', summary: 'Language of mails', beforeTerms: true, body: languageRequest, reply: languageRequest }),
  changePassword: route({ ...own, method: 'POST', path: '/v1/account/password', summary: 'Change the password; other sessions end', beforeTerms: true, body: passwordChangeRequest, reply: endedReply }),
  reauthenticate: route({ ...own, method: 'POST', path: '/v1/account/reauthentications', summary: 'Show password or certificate again', beforeTerms: true, body: reauthenticationRequest, reply: freshReply }),
  listSessions: route({ ...own, method: 'GET', path: '/v1/account/sessions', summary: 'Open sessions', beforeTerms: true, reply: sessionList }),
  endSession: route({ ...own, method: 'DELETE', path: '/v1/account/sessions/:accountSessionId', summary: 'Close one session', beforeTerms: true, reply: endedReply }),
  endOtherSessions: route({ ...own, method: 'DELETE', path: '/v1/account/sessions', summary: 'Close all other sessions', beforeTerms: true, reply: endedReply }),
  logOut: route({ ...own, method: 'DELETE', path: '/v1/account/session', summary: 'Sign out', beforeTerms: true, reply: endedReply }),
  acceptTerms: route({ ...own, method: 'POST', path: '/v1/account/terms', summary: 'Accept the terms in force; a copy is mailed', beforeTerms: true, body: termsAcceptRequest, reply: termsAcceptance }),
  listTerms: route({ ...own, method: 'GET', path: '/v1/account/terms', summary: 'Terms accepted', beforeTerms: true, reply: termsHistory }),
  associateCertificate: route({ ...own, method: 'POST', path: '/v1/account/certificates', summary: 'Let a certificate sign in', fresh: true, body: certificateProof, reply: accountCertificate, status: 201 }),
  listAccountCertificates: route({ ...own, method: 'GET', path: '/v1/account/certificates', summary: 'Certificates that may sign in', reply: certificateList }),
  dissociateCertificate: route({ ...own, method: 'DELETE', path: '/v1/account/certificates/:sha256', summary: 'Stop a certificate from signing in', fresh: true, reply: endedReply }),
  searchJournal: route({ ...own, method: 'POST', path: '/v1/account/journal/search', summary: 'What was done with this account, newest first', beforeTerms: true, body: journalRequest, reply: journalPage }),
  exportAccount: route({ ...own, method: 'GET', path: '/v1/account/export', summary: 'All data about oneself', beforeTerms: true, fresh: true, reply: exportReply }),
  requestErasure: route({ ...own, method: 'POST', path: '/v1/account/erasures', summary: 'Ask for erasure', beforeTerms: true, fresh: true, reply: erasureReply, status: 202 }),
  listErasures: route({ ...own, method: 'GET', path: '/v1/account/erasures', summary: 'Requests for erasure', beforeTerms: true, reply: erasureList }),
};

export type AccountReply = z.infer<typeof accountReply>;
export type AccountCertificate = z.infer<typeof accountCertificate>;
export type JournalEntry = z.infer<typeof journalEntry>;
export type ExportReply = z.infer<typeof exportReply>;
