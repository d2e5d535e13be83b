import type { AccountView, RequestDetail, RequestRow } from '../../../src-shared/domain/account-views.ts';
import { REQUEST_STATES, type RequestState } from '../../../src-shared/domain/request-codes.ts';
import type { Problem } from '../../../src-shared/errors/error-table.ts';
import { REQUESTS, requestDetail, SIGNED_IN, SIGNED_OUT, UP_TO_DATE } from './sample-account.ts';
import { APP, NOW, READY_TOKEN } from './sample-views.ts';
import type { Scenario } from './scenarios.ts';

type Step = NonNullable<Scenario['steps']>[number];

const MINUTE = 60_000;
const unreachable: Problem = { code: 'authorityUnreachable', details: { host: '127.0.0.1' } };
export const OFFLINE: AccountView = { ...SIGNED_IN, copy: { ...UP_TO_DATE, state: 'offline', syncedAt: NOW - 190 * MINUTE, problem: unreachable, waiting: 1 } };

/** A section of the account for who is signed in, with a token plugged in. */
export const section = (name: string, more: Partial<Scenario> = {}): Scenario => ({
  app: { ...APP, tokens: [READY_TOKEN] },
  unblock: null,
  mails: [],
  account: SIGNED_IN,
  ...more,
  steps: [{ click: `rail-${name}` }, ...(more.steps ?? [])],
});
const requests = (more: Partial<Scenario> = {}): Scenario => section('requests', more);

const numberOf = (state: RequestState): string => `${550_015 + REQUEST_STATES.indexOf(state)}`;
const opened = (state: RequestState): readonly Step[] => [{ click: 'request-search' }, { type: numberOf(state) }, { click: 'request-row' }];
const detail = (state: RequestState, more: Partial<Scenario> = {}): Scenario => requests({ ...more, steps: [...opened(state), ...(more.steps ?? [])] });
const changedElsewhere: Problem = { code: 'requestChangedMeanwhile', details: {} };

const MANY: readonly RequestRow[] = Array.from({ length: 5000 }, (_, n) => ({
  ...(REQUESTS[n % REQUESTS.length] as RequestRow),
  requestId: `f0000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  number: 560_000 + n,
  createdAt: NOW - n * 3_600_000,
  holder: ['Camille Durand', 'Élodie Bernard', 'Noël Petit', 'Zoé Lefèvre'][n % 4] ?? '',
}));

/** The third reading finds that somebody else has changed it. */
function readChanging(): () => RequestDetail {
  let reads = 0;
  return () => {
    reads += 1;
    const read = requestDetail(REQUESTS[1] as RequestRow);
    if (reads < 3) return read;
    return { ...read, revision: 3, establishment: { ...read.establishment, name: 'Durand et Filles SAS' } };
  };
}

/** Three drafts, each of which is no more once it was deleted. */
function threeDrafts(): NonNullable<Scenario['answers']> {
  let left: readonly RequestRow[] = MANY.filter(({ state }) => state === 'draft').slice(0, 3);
  return {
    'requests.list': () => left,
    'requests.delete': ({ requestId }: { readonly requestId: string }) => void (left = left.filter((row) => row.requestId !== requestId)),
  };
}

/** Every state of the requests. */
export const REQUEST_SCENARIOS = {
  requests: requests(),
  requestsEmpty: requests({ answers: { 'requests.list': () => [] } }),
  requestsNoneFound: requests({ steps: [{ click: 'request-search' }, { type: 'introuvable' }] }),
  requestsFiltered: requests({ steps: [{ click: 'state-toComplete' }, { click: 'state-draft' }, { click: 'sort-entity' }] }),
  requestsLoading: requests({ hold: true }),
  requestsError: requests({ refuse: { 'requests.list': { code: 'internal', details: {} } } }),
  requestsOffline: requests({ account: OFFLINE, answers: { 'requests.list': () => REQUESTS.map((row, n) => (n === 9 ? { ...row, pending: true } : row)) } }),
  requestsSignedOut: requests({ account: SIGNED_OUT }),
  requestsThreeDrafts: requests({ answers: threeDrafts() }),
  requestsMany: requests({ answers: { 'requests.list': () => MANY } }),
  requestDraft: detail('draft'),
  requestSubmitted: detail('submitted'),
  requestBeingChecked: detail('beingChecked'),
  requestToComplete: detail('toComplete'),
  requestUploading: detail('toComplete', { steps: [{ upload: ['kbis.pdf', 'carte-identite.pdf'] }] }),
  requestUploadCancelled: detail('toComplete', { steps: [{ upload: ['kbis.pdf', 'mandat.pdf', 'carte-identite.pdf'] }, { click: 'upload-cancel' }, { click: 'upload-cancel' }] }),
  requestAccepted: detail('accepted'),
  requestSlotChosen: detail('accepted', { steps: [{ click: 'slot' }] }),
  requestAppointment: detail('appointmentPlanned'),
  requestMove: detail('appointmentPlanned', { steps: [{ click: 'appointment-move' }] }),
  requestIssued: detail('issued'),
  requestRefused: detail('refused'),
  requestDelete: detail('draft', { steps: [{ click: 'request-delete' }] }),
  requestWithdraw: detail('submitted', { steps: [{ click: 'request-withdraw' }] }),
  requestUnprinted: detail('submitted', { answers: { 'requests.print': () => ({ printed: false }) }, steps: [{ click: 'request-print' }] }),
  requestsUnprinted: requests({ answers: { 'requests.print': () => ({ printed: false }) }, steps: [{ click: 'request-actions' }, { click: 'menu-print' }] }),
  requestUnreadable: detail('draft', { refuse: { 'requests.read': unreachable } }),
  requestNew: requests({ steps: [{ click: 'request-new' }] }),
  requestNewFaults: requests({ steps: [{ click: 'request-new' }, { click: 'field-siren' }, { type: '732829321' }, { click: 'form-save' }] }),
  requestModify: detail('submitted', { steps: [{ click: 'request-modify' }] }),
  requestRenewal: detail('draft', {
    answers: { 'requests.read': () => ({ ...requestDetail(REQUESTS[0] as RequestRow), replacesSerial: '4A2B0000000000000000000000000002' }) },
    steps: [{ click: 'request-modify' }],
  }),
  requestConflict: detail('submitted', {
    answers: { 'requests.read': readChanging() },
    refuse: { 'requests.modify': changedElsewhere },
    steps: [{ click: 'request-modify' }, { click: 'field-city' }, { type: ' Nord' }, { click: 'form-save' }],
  }),
} as const satisfies Record<string, Scenario>;
