import type { AccountView } from '../../../src-shared/domain/account-views.ts';
import type { DiagnosticReport } from '../../../src-shared/domain/diagnostics.ts';
import type { Loss } from '../../../src-shared/domain/quit.ts';
import type { AppView, MailView, PinOutcome, TokenView, UnblockView } from '../../../src-shared/domain/views.ts';
import type { ErrorCode, ErrorDetails, Problem } from '../../../src-shared/errors/error-table.ts';
import type { IpcVerbs, VerbName } from '../../../src-shared/ipc/verbs.ts';
import { ACCOUNT_SCENARIOS } from './account-scenarios.ts';
import { CERTIFICATE_SCENARIOS } from './certificate-scenarios.ts';
import { REQUEST_SCENARIOS } from './request-scenarios.ts';
import {
  ACTING,
  ANSWERS_STEP,
  APP,
  BLOCKED_TOKEN,
  DONE,
  GIDS_TOKEN,
  INITIALISATION_STEP,
  LAST_TRY_TOKEN,
  LINK_STEP,
  MAIL,
  MAIL_WITHOUT_LINK,
  NOW,
  OTHER_SERIAL,
  OTHER_TOKEN,
  PAUSED,
  PIN_STEP,
  PIV_TOKEN,
  preflight,
  PREFLIGHT_PENDING,
  PROOF,
  READ_ONLY_TOKEN,
  READY_TOKEN,
  REPORT_FAILED,
  SERIAL,
} from './sample-views.ts';

/** What main would show; `app` null: main has not answered yet. */
export interface Scenario {
  readonly app: AppView | null;
  readonly unblock: UnblockView | null;
  /** Nobody is signed in where it is left out. */
  readonly account?: AccountView;
  readonly mails: readonly MailView[];
  /** Problem with which the fake refuses the next calls of these verbs. */
  readonly refuse?: Readonly<Record<string, Problem>>;
  /** What the fake answers in place of the samples. */
  readonly answers?: Answers;
  /** What the card says of an entry of a PIN or PUK. */
  readonly pinOutcome?: PinOutcome;
  readonly report?: DiagnosticReport;
  /** No verb is answered until the test releases it. */
  readonly hold?: boolean;
  /** What a person does first, to be where the state shows: `click`, or `type` into the field that has the focus; `quit` is a wish that main asks about, `upload` names files that are sent while main holds its answers. */
  readonly steps?: readonly Step[];
}
type Answers = { readonly [V in VerbName]?: (input: never) => IpcVerbs[V]['output'] };
type Step = { readonly click: string } | { readonly type: string } | { readonly app: Partial<AppView> } | { readonly account: Partial<AccountView> } | { readonly quit: readonly Loss[] } | { readonly upload: readonly string[] };

const problem = (code: ErrorCode, details: ErrorDetails = {}): Problem => ({ code, details });
const home = (app: Partial<AppView>): Scenario => ({ app: { ...APP, ...app }, unblock: null, mails: [] });
const wizard = (unblock: UnblockView, app: Partial<AppView> = {}): Scenario => ({ ...home(app), unblock });
const initialisationFailing = (id: Parameters<typeof preflight>[0], why: Problem): Scenario =>
  wizard({ ...INITIALISATION_STEP, preflight: preflight(id, why), problem: why, ...(id === 'serial' || id === 'blocked' ? {} : { dossier: null, linkExpiresAt: null }) });
const paused = (why: Problem): Scenario => wizard({ ...PAUSED, problem: why });

const one = (token: TokenView, app: Partial<AppView> = {}): Scenario => home({ tokens: [token], readers: [{ readerId: token.readerId, name: token.readerName, virtual: token.virtual, tokenPresent: true }], ...app });
const task = (token: TokenView, button: string, more: Partial<Scenario> = {}): Scenario => ({ ...one(token), ...more, steps: [{ click: button }, ...(more.steps ?? [])] });
const submitted = (codes: readonly string[]): readonly Step[] => [...codes.map((type) => ({ type })), { click: 'task-submit' }];
const counted = (triesLeft: number | null) => ({ triesLeft, triesMax: 3 });
const noService = (code: ErrorCode): Scenario => home({ cardService: 'noService', cardServiceProblem: problem(code), tokens: [], readers: [] });
const diagnosis = (more: Partial<Scenario> = {}): Scenario => ({ ...home({}), ...more, steps: [{ click: 'rail-diagnostics' }, ...(more.steps ?? [])] });
const OUT: Partial<AppView> = { cardService: 'noToken', tokens: [], readers: [{ readerId: 'r1', name: 'Lecteur virtuel', virtual: true, tokenPresent: false }] };
const LAST_TRY_PIV: TokenView = { ...PIV_TOKEN, pin: counted(1) };
const PIV_BLOCKED: TokenView = { ...PIV_TOKEN, blocked: true, pin: counted(0) };
const BACK_IN: Partial<AppView> = { cardService: 'ready', readers: APP.readers };
const APP_READY: Partial<AppView> = { ...BACK_IN, tokens: [READY_TOKEN] };
const REMOVED: PinOutcome = { kind: 'unknown', because: 'tokenRemoved', before: counted(3) };

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
  lastTry: home({ tokens: [LAST_TRY_TOKEN] }),
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
  entry: { ...home({}), steps: [{ click: 'unblock-button' }] },
  entryPaste: { ...home({}), steps: [{ click: 'have-link' }] },
  entrySent: { ...home({}), steps: [{ click: 'unblock-button' }, { click: 'request-link' }] },
  entryWithoutMailbox: { ...home({ mailboxAvailable: false }), steps: [{ click: 'unblock-button' }, { click: 'request-link' }] },
  requestUnreachable: { ...home({}), refuse: { 'unblock.requestLink': problem('authorityUnreachable', { host: '127.0.0.1' }) }, steps: [{ click: 'unblock-button' }, { click: 'request-link' }] },
  requestThrottled: { ...home({}), refuse: { 'unblock.requestLink': problem('linkThrottled', { retryAfterSeconds: 7200 }) }, steps: [{ click: 'unblock-button' }, { click: 'request-link' }] },
  withoutMailbox: home({ mailboxAvailable: false }),

  noServiceAddon: noService('addonMissing'),
  noServiceLibrary: noService('pcscLibraryMissing'),
  noServiceDenied: noService('serviceAccessDenied'),
  noServiceVersion: noService('serviceVersionMismatch'),
  noServiceStopped: noService('serviceAbsent'),
  noServiceVirtual: one(READY_TOKEN, { cardServiceProblem: problem('addonMissing') }),
  piv: one(PIV_TOKEN),
  pivBlocked: one({ ...PIV_TOKEN, blocked: true, pin: counted(0) }),
  pivBlockedForGood: one({ ...PIV_TOKEN, blocked: true, pin: counted(0), puk: counted(0) }),
  readOnly: one(READ_ONLY_TOKEN),
  severalKinds: home({ tokens: [READY_TOKEN, LAST_TRY_PIV, GIDS_TOKEN, READ_ONLY_TOKEN], readers: [] }),
  arrival: { ...one(READY_TOKEN), steps: [{ click: 'rail-help' }, { app: { tokens: [READY_TOKEN, LAST_TRY_PIV] } }] },

  verify: task(READY_TOKEN, 'verify-button'),
  verifyOpen: task(GIDS_TOKEN, 'verify-button', { steps: [{ type: 'abcde' }] }),
  verifyBusy: task(READY_TOKEN, 'verify-button', { hold: true, steps: submitted(['4829']) }),
  verifyRight: task(READY_TOKEN, 'verify-button', { steps: submitted(['4829']) }),
  verifyWrong: task(READY_TOKEN, 'verify-button', { pinOutcome: { kind: 'wrong', counter: counted(2) }, steps: submitted(['4829']) }),
  verifyWrongLast: task(READY_TOKEN, 'verify-button', { pinOutcome: { kind: 'wrong', counter: counted(1) }, steps: submitted(['4829']) }),
  verifyBlocked: task(READY_TOKEN, 'verify-button', { pinOutcome: { kind: 'blocked', counter: counted(0) }, steps: submitted(['4829']) }),
  verifyUnknown: task(READY_TOKEN, 'verify-button', { pinOutcome: REMOVED, steps: [...submitted(['4829']), { app: OUT }] }),
  verifyReturned: task(READY_TOKEN, 'verify-button', {
    pinOutcome: REMOVED,
    steps: [...submitted(['4829']), { app: OUT }, { app: { ...BACK_IN, tokens: [{ ...READY_TOKEN, pin: counted(2) }] } }],
  }),
  verifyMoved: task(READY_TOKEN, 'verify-button', { steps: [{ type: '48' }, { app: { tokens: [{ ...READY_TOKEN, pin: counted(2) }] } }] }),
  verifyCounterChanged: task(READY_TOKEN, 'verify-button', { refuse: { 'pin.verify': problem('pinCounterChanged', { triesLeft: 2 }) }, steps: submitted(['4829']) }),
  verifyAway: task(READY_TOKEN, 'verify-button', { steps: [{ type: '48' }, { app: { tokens: [PIV_TOKEN], readers: [] } }] }),
  verifyTrouble: task(OTHER_TOKEN, 'verify-button', { steps: [{ app: { tokens: [{ ...OTHER_TOKEN, state: 'busy', problem: problem('readerBusy') }] } }] }),
  gate: task(LAST_TRY_TOKEN, 'verify-button'),
  gateLong: task(LAST_TRY_PIV, 'verify-button'),
  gateWrong: task(LAST_TRY_TOKEN, 'verify-button', { steps: [{ click: 'gate-tail' }, { type: '41F7' }, { click: 'gate-continue' }] }),
  gateUnknown: task({ ...READY_TOKEN, pin: counted(null) }, 'verify-button'),
  gatePassed: task(LAST_TRY_TOKEN, 'verify-button', { steps: [{ click: 'gate-tail' }, { type: '41f6' }, { click: 'gate-continue' }] }),
  unsure: task(LAST_TRY_TOKEN, 'unsure-button'),
  unsurePuk: task(LAST_TRY_PIV, 'unsure-button'),
  change: task(READY_TOKEN, 'change-button'),
  changeTyped: task(PIV_TOKEN, 'change-button', { steps: [{ type: '482915' }, { click: 'pin-entry' }, { type: '482915' }] }),
  changeRight: task(READY_TOKEN, 'change-button', { steps: submitted(['4829', '7351', '7351']) }),
  changeWrong: task(READY_TOKEN, 'change-button', { pinOutcome: { kind: 'wrong', counter: counted(2) }, steps: submitted(['4829', '7351', '7351']) }),
  changeRefused: task(READY_TOKEN, 'change-button', { pinOutcome: { kind: 'refused', counter: counted(3) }, steps: submitted(['4829', '7351', '7351']) }),
  changeReturned: task(READY_TOKEN, 'change-button', {
    pinOutcome: REMOVED,
    steps: [...submitted(['4829', '7351', '7351']), { app: OUT }, { app: APP_READY }],
  }),
  puk: task(PIV_BLOCKED, 'unblock-puk'),
  pukBoth: task({ ...PIV_BLOCKED, abilities: { ...PIV_BLOCKED.abilities, unblockByAuthority: true } }, 'unblock-puk'),
  pukRight: task(PIV_BLOCKED, 'unblock-puk', { steps: [{ type: 'ab12cd34' }, { type: '735128' }, { click: 'pin-confirm' }, { type: '735128' }, { click: 'task-submit' }] }),
  pukGate: task({ ...PIV_BLOCKED, puk: counted(1) }, 'unblock-puk'),
  pukGone: task(PIV_BLOCKED, 'unblock-puk', { steps: [{ app: { tokens: [{ ...PIV_BLOCKED, puk: counted(0) }] } }] }),

  diagnosis: diagnosis(),
  diagnosisFailed: diagnosis({ report: REPORT_FAILED }),
  diagnosisLoading: diagnosis({ hold: true }),
  diagnosisEmpty: diagnosis({ report: { at: NOW, lines: [] } }),
  diagnosisError: diagnosis({ refuse: { 'diagnostics.run': problem('internal') } }),
  diagnosisBundle: diagnosis({ steps: [{ click: 'bundle-preview' }] }),
  diagnosisRemove: diagnosis({ steps: [{ click: 'module-remove' }] }),

  ...REQUEST_SCENARIOS,
  ...CERTIFICATE_SCENARIOS,
  ...ACCOUNT_SCENARIOS,

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

export const scenarioOf = (name: ScenarioName): Scenario => SCENARIOS[name];
