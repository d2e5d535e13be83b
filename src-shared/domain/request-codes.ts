/** Words of the contract for requests of certificates: codes only, sentences belong to whoever shows them. */

/** In the order of a request's life. `submitted` is "Enregistrée" on paper. */
export const REQUEST_STATES = [
  'draft',
  'submitted',
  'beingChecked',
  'toComplete',
  'accepted',
  'appointmentPlanned',
  'issued',
  'refused',
  'withdrawn',
  'expired',
] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

/** Who does something to a request, or has to do the next thing. */
export const REQUEST_PARTIES = ['holder', 'office', 'authority'] as const;
export type RequestParty = (typeof REQUEST_PARTIES)[number];

/** What a person may ask for, by state and party. */
export const REQUEST_ACTIONS = [
  'modify',
  'print',
  'delete',
  'addDocuments',
  'submit',
  'withdraw',
  'take',
  'judgeDocuments',
  'askCompletion',
  'accept',
  'refuse',
] as const;
export type RequestAction = (typeof REQUEST_ACTIONS)[number];

/** What has to be done next. */
export const NEXT_ACTIONS = [
  'completeAndSubmit',
  'take',
  'judge',
  'complete',
  'bookAppointment',
  'attendAppointment',
  'issueCertificate',
] as const;
export type NextAction = (typeof NEXT_ACTIONS)[number];

/** What a line of the timeline tells. */
export const REQUEST_EVENTS = [
  'created',
  'renewalPrepared',
  'modified',
  'documentAdded',
  'documentRemoved',
  'documentAccepted',
  'documentRefused',
  'submitted',
  'resubmitted',
  'taken',
  'completionAsked',
  'accepted',
  'appointmentPlanned',
  'appointmentCancelled',
  'issued',
  'refused',
  'withdrawn',
  'expired',
  'documentsDropped',
] as const;
export type RequestEvent = (typeof REQUEST_EVENTS)[number];

export const REFUSAL_REASONS = ['identityNotProven', 'entityNotProven', 'notEntitled', 'productNotSuitable', 'noAnswer', 'other'] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

export const DOCUMENT_KINDS = ['identityDocument', 'entityRegistration', 'mandate', 'applicationForm', 'other'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export const DOCUMENT_TYPES = ['application/pdf', 'image/png', 'image/jpeg'] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

/** Bytes of one document, and of all documents of one request. */
export const DOCUMENT_SIZE_MAX = 8 * 1024 * 1024;
export const DOCUMENTS_SIZE_MAX = 32 * 1024 * 1024;
export const DOCUMENTS_MAX = 12;

/** Why an office does not take a document; `other` comes with a text. */
export const DOCUMENT_REFUSALS = ['unreadable', 'expired', 'notTheRightDocument', 'incomplete', 'other'] as const;
export type DocumentRefusal = (typeof DOCUMENT_REFUSALS)[number];

/** What is wrong with the bytes of a document. */
export const FILE_FAULTS = ['size', 'digest', 'type', 'truncated', 'trailingData', 'encrypted', 'malformed'] as const;
export type FileFault = (typeof FILE_FAULTS)[number];

/** Drafts that one account may have at once. */
export const DRAFTS_MAX = 20;
