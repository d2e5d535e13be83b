import type { AppView, MailView, UnblockView } from '../../../src-shared/domain/views.ts';
import type { ErrorCode, ErrorDetails, Problem } from '../../../src-shared/errors/error-table.ts';
import {
  ACTING,
  ANSWERS_STEP,
  APP,
  BLOCKED_TOKEN,
  DONE,
  INITIALISATION_STEP,
  LINK_STEP,
  MAIL,
  MAIL_WITHOUT_LINK,
  NOW,
  OTHER_SERIAL,
  OTHER_TOKEN,
  PAUSED,
  PIN_STEP,
  preflight,
  PREFLIGHT_PENDING,
  PROOF,
  READY_TOKEN,
  SERIAL,
} from './sample-views.ts';

/** What main would show; `app` null: main has not answered yet. */
export interface Scenario {
  readonly app: AppView | null;
  readonly unblock: UnblockView | null;
  readonly mails: readonly MailView[];
  /** Problem with which the fake refuses the next calls of these verbs. */
  readonly refuse?: Readonly<Record<string, Problem>>;
}

const problem = (code: ErrorCode, details: ErrorDetails = {}): Problem => ({ code, details });
const home = (app: Partial<AppView>): Scenario => ({ app: { ...APP, ...app }, unblock: null, mails: [] });
const wizard = (unblock: UnblockView, app: Partial<AppView> = {}): Scenario => ({ ...home(app), unblock });
const initialisationFailing = (id: Parameters<typeof preflight>[0], why: Problem): Scenario =>
  wizard({ ...INITIALISATION_STEP, preflight: preflight(id, why), problem: why, ...(id === 'serial' || id === 'blocked' ? {} : { dossier: null, linkExpiresAt: null }) });
const paused = (why: Problem): Scenario => wizard({ ...PAUSED, problem: why });

const RESUMABLE = {
  serial: SERIAL,
  entity: 'Atelier Martin SARL',
  product: 'Certificat RGS ** 3 ans sur clé',
  linkExpiresAt: NOW + 20 * 3_600_000,
  acted: false,
};

/** Every state a screen has, by name; a screen test or a picture takes one. */
export const SCENARIOS = {
  loading: { app: null, unblock: null, mails: [] },
  blocked: home({}),
  ready: home({ tokens: [READY_TOKEN] }),
  lastTry: home({ tokens: [{ ...READY_TOKEN, pin: { triesLeft: 1, triesMax: 3 } }] }),
  triesUnknown: home({ tokens: [{ ...READY_TOKEN, pin: { triesLeft: null, triesMax: null } }] }),
  noCertificates: home({ tokens: [{ ...BLOCKED_TOKEN, certificates: [] }] }),
  several: home({
    tokens: [BLOCKED_TOKEN, OTHER_TOKEN],
    readers: [...APP.readers, { readerId: 'r2', name: OTHER_TOKEN.readerName, virtual: false, tokenPresent: true }],
  }),
  starting: home({ cardService: 'starting', tokens: [], readers: [], authority: { state: 'unknown', checkedAt: null, host: '' } }),
  noService: home({ cardService: 'noService', tokens: [], readers: [] }),
  noReader: home({ cardService: 'noReader', tokens: [], readers: [] }),
  noToken: home({ cardService: 'noToken', tokens: [], readers: [{ readerId: 'r2', name: OTHER_TOKEN.readerName, virtual: false, tokenPresent: false }] }),
  virtualOut: home({ cardService: 'noToken', tokens: [], readers: [{ readerId: 'r1', name: 'Lecteur virtuel', virtual: true, tokenPresent: false }] }),
  reading: home({ tokens: [{ ...BLOCKED_TOKEN, state: 'reading', serial: null, holder: null, model: null, certificates: [], blocked: false }] }),
  unreadable: home({
    tokens: [{ ...OTHER_TOKEN, state: 'unreadable', problem: problem('tokenUnreadable'), serial: null, holder: null, model: null, certificates: [] }],
    readers: [],
  }),
  unknownCard: home({
    tokens: [{ ...OTHER_TOKEN, state: 'unknownCard', problem: problem('tokenUnknown'), serial: null, holder: null, model: null, certificates: [] }],
    readers: [],
  }),
  busyCard: home({
    tokens: [{ ...OTHER_TOKEN, state: 'busy', problem: problem('readerBusy'), certificates: [] }],
    readers: [],
  }),
  offline: home({ authority: { state: 'unreachable', checkedAt: NOW - 4 * 60_000, host: '127.0.0.1' } }),
  stale: home({ authority: { state: 'reachable', checkedAt: NOW - 47 * 60_000, host: '127.0.0.1' } }),
  resumable: home({ resumable: RESUMABLE }),
  resumableActed: home({ resumable: { ...RESUMABLE, acted: true } }),
  withMail: { ...home({ mailCount: 2 }), mails: [MAIL, MAIL_WITHOUT_LINK] },
  requestUnreachable: { ...home({}), refuse: { 'unblock.requestLink': problem('authorityUnreachable', { host: '127.0.0.1' }) } },
  requestThrottled: { ...home({}), refuse: { 'unblock.requestLink': problem('linkThrottled', { retryAfterSeconds: 7200 }) } },
  withoutMailbox: home({ mailboxAvailable: false }),

  link: wizard(LINK_STEP),
  initPending: wizard({ ...INITIALISATION_STEP, dossier: null, linkExpiresAt: null, preflight: PREFLIGHT_PENDING, busy: true }),
  initOk: wizard(INITIALISATION_STEP),
  initUnreachable: initialisationFailing('authority', problem('authorityUnreachable', { host: '127.0.0.1' })),
  initLinkExpired: initialisationFailing('link', problem('linkExpired')),
  initLinkUsed: initialisationFailing('link', problem('linkUsed')),
  initLinkReplaced: initialisationFailing('link', problem('linkReplaced')),
  initLinkUnknown: initialisationFailing('link', problem('linkUnknown')),
  initNoToken: initialisationFailing('token', problem('noToken')),
  initWrongToken: initialisationFailing('serial', problem('wrongToken', { expected: SERIAL, found: OTHER_SERIAL })),
  initNotBlocked: initialisationFailing('blocked', problem('tokenNotBlocked', { serial: SERIAL })),
  pin: wizard(PIN_STEP),
  pinHeld: wizard({ ...PIN_STEP, pinHeld: true }),
  pinRefused: wizard({ ...PIN_STEP, answersAccepted: true, problem: problem('pinRefusedByCard') }),
  answers: wizard(ANSWERS_STEP),
  answersRefused: wizard({ ...ANSWERS_STEP, tries: { left: 2, max: 3 }, problem: problem('answersRefused', { triesLeft: 2 }) }),
  answersLast: wizard({ ...ANSWERS_STEP, tries: { left: 1, max: 3 }, problem: problem('answersRefused', { triesLeft: 1 }) }),
  answersUnreachable: wizard(
    { ...ANSWERS_STEP, problem: problem('authorityUnreachable', { host: '127.0.0.1' }) },
    { authority: { state: 'unreachable', checkedAt: NOW - 60_000, host: '127.0.0.1' } },
  ),
  lockedOut: wizard({ ...ANSWERS_STEP, pinHeld: false, tries: { left: 0, max: 3 }, problem: problem('answersLocked') }),
  acting: wizard(ACTING),
  unplugged: paused(problem('tokenRemoved')),
  unpluggedVirtual: wizard(
    { ...PAUSED, problem: problem('tokenRemoved') },
    { tokens: [], cardService: 'noToken', readers: [{ readerId: 'r1', name: 'Lecteur virtuel', virtual: true, tokenPresent: false }] },
  ),
  outcomeUnknown: paused(problem('outcomeUnknown')),
  nothingChanged: paused(problem('nothingChanged')),
  adminRefused: paused(problem('adminRefused')),
  toReconcile: paused(problem('toReconcile')),
  sessionExpired: paused(problem('sessionExpired')),
  done: wizard(DONE, { tokens: [READY_TOKEN] }),
  donePending: wizard(
    {
      ...DONE,
      phasesDone: ['challenge', 'authority', 'writing', 'proof'],
      problem: problem('reportPending'),
      proof: { ...PROOF, reported: false, receiptVerified: false },
    },
    { tokens: [READY_TOKEN], authority: { state: 'unreachable', checkedAt: NOW - 30_000, host: '127.0.0.1' } },
  ),
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;
