import type { AccountView, ConflictView, CopyView, HomeItem, TokenProofOutcome } from '../../../src-shared/domain/account-views.ts';
import type { AppView, TokenView } from '../../../src-shared/domain/views.ts';
import type { ErrorCode, ErrorDetails, Problem } from '../../../src-shared/errors/error-table.ts';
import { SIGNED_IN, SIGNED_OUT, TERMS_PENDING, UP_TO_DATE } from './sample-account.ts';
import { APP, BLOCKED_TOKEN, LAST_TRY_TOKEN, MAIL, NOW, OTHER_TOKEN, READY_TOKEN, SERIAL } from './sample-views.ts';
import type { Scenario } from './scenarios.ts';

type Step = NonNullable<Scenario['steps']>[number];

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const problem = (code: ErrorCode, details: ErrorDetails = {}): Problem => ({ code, details });
const app = (tokens: readonly TokenView[], more: Partial<AppView> = {}): AppView => ({
  ...APP,
  tokens,
  cardService: tokens.length === 0 ? 'noToken' : 'ready',
  readers: tokens.map((token) => ({ readerId: token.readerId, name: token.readerName, virtual: token.virtual, tokenPresent: true })),
  ...more,
});
const scene = (account: AccountView, steps: readonly Step[] = [], more: Partial<Scenario> = {}): Scenario => ({ app: app([READY_TOKEN]), unblock: null, mails: [], account, steps, ...more });
const click = (...testIds: readonly string[]): readonly Step[] => testIds.map((testId) => ({ click: testId }));
const fill = (testId: string, type: string): readonly Step[] => [{ click: testId }, { type }];

const out = (because: 'idle' | 'expired' | 'elsewhere' | 'person'): AccountView => ({ ...SIGNED_OUT, session: { kind: 'signedOut', because, email: 'camille.durand@atelier-martin.fr' } });
const signedOut = (steps: readonly Step[] = [], more: Partial<Scenario> = {}): Scenario => scene(SIGNED_OUT, [{ click: 'rail-account' }, ...steps], more);
const copy = (change: Partial<CopyView>, home: readonly HomeItem[] = SIGNED_IN.home): AccountView => ({ ...SIGNED_IN, copy: { ...UP_TO_DATE, ...change }, home });
const account = (steps: readonly Step[] = [], more: Partial<Scenario> = {}): Scenario => scene(SIGNED_IN, [{ click: 'rail-account' }, ...steps], more);
const security = (steps: readonly Step[] = [], more: Partial<Scenario> = {}): Scenario => account([{ click: 'account-tab-security' }, ...steps], more);

const BLOCKED_HOME: readonly HomeItem[] = [{ kind: 'tokenBlocked', serial: SERIAL, readerId: 'r1' }];
const EVERY_HOME: readonly HomeItem[] = [
  { kind: 'unblockResumable', serial: SERIAL },
  ...BLOCKED_HOME,
  { kind: 'tokenLastTry', serial: SERIAL, readerId: 'r1' },
  { kind: 'conflict', changeId: '11111111-0000-4000-8000-000000000001' },
  { kind: 'certificateExpired', certificateSerial: null, sha256: 'c3'.repeat(32), name: 'Camille Durand', notAfter: NOW - 5 * DAY, renewable: false },
  ...SIGNED_IN.home,
  { kind: 'canAssociate', sha256: 'b2'.repeat(32), serial: SERIAL, name: 'Camille Durand' },
];

const FIELDS = { productId: 'sceau-personne-cle', officeId: 'Bureau de Nantes', establishment: 'Atelier Martin SARL', siren: '732829320', street: '8 rue des Halles', postalCode: '44000', city: 'Nantes', country: 'FR', firstName: 'Camille', lastName: 'Durand', email: 'camille.durand@atelier-martin.fr', phone: '' };
const CONFLICT: ConflictView = {
  changeId: '11111111-0000-4000-8000-000000000001',
  kind: 'stale',
  problem: problem('requestChangedMeanwhile'),
  requestId: 'aaaaaaaa-0000-4000-8000-000000000000',
  mine: { ...FIELDS, street: '12 quai de la Fosse', phone: '06 39 98 12 34' },
  theirs: FIELDS,
  queuedAt: NOW - 50 * MINUTE,
};

const TERMS_TEXT = `# Conditions d’utilisation

Version du 1er novembre 2026.

## 1. Objet

L’espace personnel permet de suivre ses demandes de certificat, de consulter ses certificats, de les renouveler et de les **révoquer**, et de débloquer le code PIN d’un support.

## 2. Votre compte

- Votre compte est personnel.
- Vous gardez secrets votre mot de passe, votre code PIN et les réponses à vos questions.

## 3. Ce que vous faites avec un certificat

1. Votre certificat vous identifie.
2. Vous le révoquez sans attendre si votre support est perdu ou volé.

## 4. Vos données

Nous conservons les données nécessaires à la délivrance et à la preuve, pendant la durée imposée par la réglementation.
`;
const terms = (firstTime: boolean): AccountView =>
  TERMS_PENDING.session.kind === 'termsPending' ? { ...TERMS_PENDING, session: { ...TERMS_PENDING.session, terms: { version: '2026-11-01', text: TERMS_TEXT, firstTime } } } : TERMS_PENDING;

const counted = (triesLeft: number) => ({ triesLeft, triesMax: 3 });
const tokenSignIn = (outcome: TokenProofOutcome, more: Partial<Scenario> = {}): Scenario =>
  signedOut([...click('go-token'), { type: '4829' }, ...click('proof-submit')], { answers: { 'account.signInWithToken': () => outcome }, ...more });
const SIGN_UP: readonly Step[] = [
  ...click('go-sign-up'),
  ...fill('first-name', 'Camille'),
  ...fill('last-name', 'Durand'),
  ...fill('sign-up-email', 'camille.durand@atelier-martin.fr'),
  ...fill('new-password', 'Vert tilleul 47 ?'),
  ...fill('new-password-again', 'Vert tilleul 47 ?'),
];
const CHECK_MAIL: readonly Step[] = [...SIGN_UP, ...click('sign-up-submit')];
const LINK = 'A'.repeat(43);
const resetLink = { 'account.useMailLink': () => ({ kind: 'resetPassword' as const }) };
const wantsProof = { 'account.saveExport': problem('reauthenticationRequired') };
const idle = (leftMs: number): AccountView =>
  SIGNED_IN.session.kind === 'signedIn' ? { ...SIGNED_IN, session: { ...SIGNED_IN.session, idle: { warnsAt: NOW - MINUTE, endsAt: NOW + leftMs } } } : SIGNED_IN;

/** Every state of the screens of the account. */
export const ACCOUNT_SCENARIOS = {
  home: scene(SIGNED_IN),
  homeBlocked: scene({ ...SIGNED_IN, home: [...BLOCKED_HOME, ...SIGNED_IN.home] }, [], { app: app([BLOCKED_TOKEN]) }),
  homeEverything: scene({ ...SIGNED_IN, home: EVERY_HOME }, [], { app: app([BLOCKED_TOKEN, OTHER_TOKEN]) }),
  homeEmpty: scene({ ...SIGNED_IN, home: [] }, [], { app: app([]) }),
  homeLoading: scene(copy({ syncedAt: null, state: 'syncing' }, [])),
  homeOffline: scene(copy({ state: 'offline', syncedAt: NOW - 190 * MINUTE, problem: problem('authorityUnreachable', { host: '127.0.0.1' }) }), [], {
    app: app([READY_TOKEN], { authority: { state: 'unreachable', checkedAt: NOW - 4 * MINUTE, host: '127.0.0.1' } }),
  }),
  homeBanners: scene(
    copy({ kept: 'memory', memoryBecause: problem('keyringUnavailable'), setAside: problem('localCopyDamaged'), waiting: 2, conflicts: [CONFLICT] }),
  ),
  homeSignedOut: scene(SIGNED_OUT, click('rail-home')),
  homeSignedOutBlocked: scene({ ...SIGNED_OUT, home: BLOCKED_HOME }, click('rail-home'), { app: app([BLOCKED_TOKEN]) }),

  signIn: signedOut(),
  signInIdle: scene(out('idle')),
  signInElsewhere: scene(out('elsewhere')),
  signInExpired: scene(out('expired')),
  signInAfterLeaving: scene(out('person'), click('rail-account')),
  signInNoToken: signedOut([], { app: app([]) }),
  signInBlockedToken: signedOut([], { app: app([BLOCKED_TOKEN]) }),
  signInEmpty: signedOut(click('sign-in-submit')),
  signInRefused: signedOut([...fill('sign-in-email', 'camille@atelier-martin.fr'), ...fill('sign-in-secret', 'Faux'), ...click('sign-in-submit')], {
    refuse: { 'account.signIn': problem('credentialsRefused') },
  }),
  signInThrottled: signedOut([...fill('sign-in-email', 'camille@atelier-martin.fr'), ...fill('sign-in-secret', 'Faux'), ...click('sign-in-submit')], {
    refuse: { 'account.signIn': problem('tooManyRequests', { retryAfterSeconds: 540 }) },
  }),
  signInToken: signedOut(click('go-token')),
  signInTokenChoice: signedOut(click('go-token'), {
    app: app([READY_TOKEN, { ...OTHER_TOKEN, certificates: READY_TOKEN.certificates.map((one) => ({ ...one, subject: 'Dominique Lefèvre', sha256: 'd4'.repeat(32) })) }]),
  }),
  signInTokenGate: signedOut(click('go-token'), { app: app([LAST_TRY_TOKEN]) }),
  signInTokenBusy: signedOut([...click('go-token'), { type: '4829' }, ...click('proof-submit')], { hold: true }),
  signInTokenWrong: tokenSignIn({ kind: 'wrong', counter: counted(2) }),
  signInTokenBlocked: tokenSignIn({ kind: 'blocked', counter: counted(0) }),
  signInTokenUnknown: tokenSignIn({ kind: 'unknown', because: 'tokenRemoved', before: counted(3) }),
  signInTokenNotSigned: tokenSignIn({ kind: 'notSigned', problem: problem('tokenCommandRefused'), counter: counted(3) }),
  signInTokenNotTaken: tokenSignIn({ kind: 'notTaken', problem: problem('certificateRefused') }),
  signInTokenAway: signedOut([...click('go-token'), { app: { tokens: [], cardService: 'noToken' } }]),

  signUp: signedOut(click('go-sign-up')),
  signUpFaults: signedOut(click('go-sign-up', 'sign-up-submit')),
  signUpTyped: signedOut(SIGN_UP),
  signUpRefused: signedOut(CHECK_MAIL, { refuse: { 'account.signUp': problem('passwordRefused', { rule: 'common' }) } }),
  checkMail: signedOut(CHECK_MAIL),
  correctAddress: signedOut([...CHECK_MAIL, ...click('wrong-address')]),
  confirmed: signedOut([...click('go-paste'), ...fill('account-link', LINK), ...click('use-account-link')]),
  accountLink: scene({ ...SIGNED_OUT, link: 'account' }),
  passwordLink: scene({ ...SIGNED_OUT, link: 'password' }),
  accountLinkSignedIn: scene({ ...SIGNED_IN, link: 'account' }),
  pasteFault: signedOut([...click('go-paste'), ...fill('account-link', 'abc'), ...click('use-account-link')]),
  pasteRefused: signedOut([...click('go-paste'), ...fill('account-link', LINK), ...click('use-account-link')], { refuse: { 'account.useMailLink': problem('accountLinkRefused') } }),
  forgotten: signedOut(click('go-forgotten')),
  resetSent: signedOut([...click('go-forgotten'), ...fill('forgotten-email', 'camille@atelier-martin.fr'), ...click('forgotten-submit')]),
  newPassword: signedOut([...click('go-paste'), ...fill('account-link', LINK), ...click('use-account-link')], { answers: resetLink }),

  terms: scene(terms(true)),
  termsUpdated: scene(terms(false)),
  termsDecline: scene(terms(true), click('terms-decline')),

  account: account(),
  accountForget: account(click('forget')),
  accountForgetWaiting: account(click('forget'), { account: copy({ waiting: 2, conflicts: [CONFLICT] }) }),
  accountForgetSendFailed: account(click('forget', 'send-first'), { account: copy({ waiting: 1 }), refuse: { 'account.sync': problem('authorityUnreachable', { host: '127.0.0.1' }) } }),
  accountForgetSent: account([...click('forget', 'send-first'), { account: copy({}) }], { account: copy({ waiting: 1 }) }),
  quitMemory: account([{ quit: [{ kind: 'changes', count: 1 }] }], { account: copy({ kept: 'memory', memoryBecause: problem('keyringUnavailable'), waiting: 1 }) }),
  quitEverything: account([{ quit: [{ kind: 'changes', count: 3 }, { kind: 'password' }, { kind: 'upload' }] }], { account: copy({ kept: 'memory', memoryBecause: problem('keyringUnavailable'), waiting: 3 }) }),
  accountLeaveMemory: account(click('sign-out'), { account: copy({ kept: 'memory', memoryBecause: problem('keyringUnavailable'), waiting: 1 }) }),
  accountSecurity: security([], {
    answers: { 'account.certificates': () => [{ sha256: 'b2'.repeat(32), subject: 'Camille Durand', issuer: 'Clavis AC', serial: '4A2B', notAfter: NOW + 395 * DAY, associatedAt: NOW - 30 * DAY }] },
  }),
  accountSecurityOffer: security(),
  accountSecurityEmpty: security([], { app: app([]), answers: { 'account.certificates': () => [] } }),
  accountSecurityLoading: security([], { hold: true }),
  accountSecurityError: security([], { refuse: { 'account.certificates': problem('authorityUnreachable', { host: '127.0.0.1' }), 'account.sessions': problem('authorityUnreachable', { host: '127.0.0.1' }) } }),
  accountDissociate: security(click('dissociate')),
  accountAssociate: security(click('associate')),
  accountAssociated: security([...click('associate'), { type: '4829' }, ...click('proof-submit')]),
  accountPassword: security(click('change-password')),
  accountJournal: account(click('account-tab-journal'), {
    answers: {
      'account.journal': () => ({
        items: [
          { seq: 44, at: NOW - 3_600_000, event: 'login.accepted', details: { method: 'certificate' } },
          { seq: 43, at: NOW - 3_900_000, event: 'login.refused', details: { method: 'password' } },
          { seq: 42, at: NOW - DAY, event: 'account.termsAccepted', details: { version: '2026-11-01' } },
          { seq: 41, at: NOW - 2 * DAY, event: 'account.somethingNew', details: {} },
        ],
        next: '41',
      }),
    },
  }),
  accountData: account(click('account-tab-data', 'terms-read')),
  accountErasure: account(click('account-tab-data', 'erasure-ask')),
  proofDialog: account(click('account-tab-data', 'export-save'), { refuse: wantsProof }),
  proofDialogToken: account(click('account-tab-data', 'export-save', 'proof-way-token'), { refuse: wantsProof }),
  proofDialogRefused: account([...click('account-tab-data', 'export-save'), ...fill('proof-password', 'Faux'), ...click('proof-submit')], {
    refuse: { ...wantsProof, 'account.reauthenticate': problem('credentialsRefused') },
  }),
  idleWarning: scene(idle(97_000)),
  idleWarningLoses: scene({ ...idle(97_000), copy: { ...UP_TO_DATE, kept: 'memory', memoryBecause: problem('keyringUnavailable'), waiting: 1 } }),
  conflict: scene(copy({ conflicts: [CONFLICT] }), click('conflict-compare')),
  conflictRefused: scene(copy({ conflicts: [{ ...CONFLICT, kind: 'refused', problem: problem('requestStateRefused'), mine: null, theirs: null }] }), click('conflict-compare')),
  accountMail: scene(SIGNED_OUT, click('rail-mailbox'), {
    app: app([READY_TOKEN], { mailCount: 1 }),
    mails: [{ ...MAIL, id: 'm9', subject: 'Confirmez votre adresse', hasLink: false, text: `Bonjour,\n\nhttp://127.0.0.1:8443/account#${LINK}\n` }],
  }),
} as const satisfies Record<string, Scenario>;
