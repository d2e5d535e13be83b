import type { DocumentKind, DocumentRefusal, NextAction, RefusalReason, RequestEvent, RequestParty, RequestState } from '../../../src-shared/domain/request-codes.ts';
import type { ChipTone } from '../ui/chip.tsx';

/** Codes of the contract and the words that say them. Exhaustive by type: a new code without words does not compile. */
export const STATE_WORDS = {
  draft: { tone: 'neutral', words: 'requests.stateDraft', says: 'requestDetail.saysDraft' },
  submitted: { tone: 'waiting', words: 'requests.stateSubmitted', says: 'requestDetail.saysSubmitted' },
  beingChecked: { tone: 'waiting', words: 'requests.stateBeingChecked', says: 'requestDetail.saysBeingChecked' },
  toComplete: { tone: 'warning', words: 'requests.stateToComplete', says: 'requestDetail.saysToComplete' },
  accepted: { tone: 'ok', words: 'requests.stateAccepted', says: 'requestDetail.saysAccepted' },
  appointmentPlanned: { tone: 'ok', words: 'requests.stateAppointmentPlanned', says: 'requestDetail.saysAppointmentPlanned' },
  issued: { tone: 'ok', words: 'requests.stateIssued', says: 'requestDetail.saysIssued' },
  refused: { tone: 'bad', words: 'requests.stateRefused', says: 'requestDetail.saysRefused' },
  withdrawn: { tone: 'neutral', words: 'requests.stateWithdrawn', says: 'requestDetail.saysWithdrawn' },
  expired: { tone: 'neutral', words: 'requests.stateExpired', says: 'requestDetail.saysExpired' },
} as const satisfies Record<RequestState, { tone: ChipTone; words: string; says: string }>;

export const NEXT_WORDS = {
  completeAndSubmit: 'requests.nextCompleteAndSubmit',
  take: 'requests.nextTake',
  judge: 'requests.nextJudge',
  complete: 'requests.nextComplete',
  bookAppointment: 'requests.nextBookAppointment',
  attendAppointment: 'requests.nextAttendAppointment',
  issueCertificate: 'requests.nextIssueCertificate',
} as const satisfies Record<NextAction, string>;

export const TURN_WORDS = {
  holder: 'requestDetail.turnHolder',
  office: 'requestDetail.turnOffice',
  authority: 'requestDetail.turnAuthority',
} as const satisfies Record<RequestParty, string>;

export const PARTY_WORDS = {
  holder: 'requests.partyHolder',
  office: 'requests.partyOffice',
  authority: 'requests.partyAuthority',
} as const satisfies Record<RequestParty, string>;

export const KIND_WORDS = {
  identityDocument: 'requestDetail.kindIdentityDocument',
  entityRegistration: 'requestDetail.kindEntityRegistration',
  mandate: 'requestDetail.kindMandate',
  applicationForm: 'requestDetail.kindApplicationForm',
  other: 'requestDetail.kindOther',
} as const satisfies Record<DocumentKind, string>;

export const DOCUMENT_REFUSAL_WORDS = {
  unreadable: 'requestDetail.refusedUnreadable',
  expired: 'requestDetail.refusedExpired',
  notTheRightDocument: 'requestDetail.refusedNotTheRightDocument',
  incomplete: 'requestDetail.refusedIncomplete',
  other: 'requestDetail.refusedOther',
} as const satisfies Record<DocumentRefusal, string>;

export const OUTCOME_WORDS = {
  identityNotProven: 'requestDetail.outcomeIdentityNotProven',
  entityNotProven: 'requestDetail.outcomeEntityNotProven',
  notEntitled: 'requestDetail.outcomeNotEntitled',
  productNotSuitable: 'requestDetail.outcomeProductNotSuitable',
  noAnswer: 'requestDetail.outcomeNoAnswer',
  other: 'requestDetail.outcomeOther',
} as const satisfies Record<RefusalReason, string>;

export const EVENT_WORDS = {
  created: 'requestDetail.eventCreated',
  renewalPrepared: 'requestDetail.eventRenewalPrepared',
  modified: 'requestDetail.eventModified',
  documentAdded: 'requestDetail.eventDocumentAdded',
  documentRemoved: 'requestDetail.eventDocumentRemoved',
  documentAccepted: 'requestDetail.eventDocumentAccepted',
  documentRefused: 'requestDetail.eventDocumentRefused',
  submitted: 'requestDetail.eventSubmitted',
  resubmitted: 'requestDetail.eventResubmitted',
  taken: 'requestDetail.eventTaken',
  completionAsked: 'requestDetail.eventCompletionAsked',
  accepted: 'requestDetail.eventAccepted',
  appointmentPlanned: 'requestDetail.eventAppointmentPlanned',
  appointmentCancelled: 'requestDetail.eventAppointmentCancelled',
  issued: 'requestDetail.eventIssued',
  refused: 'requestDetail.eventRefused',
  withdrawn: 'requestDetail.eventWithdrawn',
  expired: 'requestDetail.eventExpired',
  documentsDropped: 'requestDetail.eventDocumentsDropped',
} as const satisfies Record<RequestEvent, string>;
