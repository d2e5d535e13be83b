import type { DiagnosticLine, DiagnosticReport } from '../../../src-shared/domain/diagnostics.ts';
import type {
  AppView,
  CertificateView,
  DossierView,
  MailView,
  PreflightCheck,
  SecretQuestion,
  TokenView,
  UnblockProof,
  UnblockView,
} from '../../../src-shared/domain/views.ts';
import { QUALIFIED_PIN_FORMAT } from '../../../src-shared/pin/pin-format.ts';

/** Ready-made views for screens. Nobody in here exists; times are told from `NOW`. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** 22 November 2026, 09:14 UTC. */
export const NOW = Date.UTC(2026, 10, 22, 9, 14);
export const SERIAL = '802500017A3C41F6';
export const OTHER_SERIAL = '80250001550B92C3';

const SIGNATURE_CERTIFICATE: CertificateView = {
  use: 'signature',
  subject: 'Camille Durand',
  issuer: 'Clavis AC Qualifiée',
  notBefore: NOW - 683 * DAY,
  notAfter: NOW + 412 * DAY,
  sha256: 'a1'.repeat(32),
};
const AUTHENTICATION_CERTIFICATE: CertificateView = {
  ...SIGNATURE_CERTIFICATE,
  use: 'authentication',
  notBefore: NOW - 1067 * DAY,
  notAfter: NOW + 28 * DAY,
  sha256: 'b2'.repeat(32),
};
const EXPIRED_CERTIFICATE: CertificateView = {
  ...SIGNATURE_CERTIFICATE,
  use: 'other',
  notBefore: NOW - 1100 * DAY,
  notAfter: NOW - 5 * DAY,
  sha256: 'c3'.repeat(32),
};

export const BLOCKED_TOKEN: TokenView = {
  readerId: 'r1',
  readerName: 'Lecteur virtuel',
  virtual: true,
  state: 'ready',
  problem: null,
  serial: SERIAL,
  model: 'IAS-ECC 1.0.1',
  profile: 'ias-ecc',
  holder: 'Camille Durand',
  pin: { triesLeft: 0, triesMax: 3 },
  pinFormat: QUALIFIED_PIN_FORMAT,
  puk: null,
  pukFormat: null,
  abilities: { verifyPin: true, changePin: true, unblockByPuk: false, unblockByAuthority: true, sign: true },
  blocked: true,
  certificates: [SIGNATURE_CERTIFICATE, AUTHENTICATION_CERTIFICATE],
};
export const READY_TOKEN: TokenView = { ...BLOCKED_TOKEN, pin: { triesLeft: 3, triesMax: 3 }, blocked: false };
export const OTHER_TOKEN: TokenView = {
  ...READY_TOKEN,
  readerId: 'r2',
  readerName: 'Gemalto PC Twin Reader 00 00',
  virtual: false,
  serial: OTHER_SERIAL,
  holder: 'Dominique Lefèvre',
  certificates: [SIGNATURE_CERTIFICATE, EXPIRED_CERTIFICATE],
};

/** Fixed length, no PUK, one try left. */
export const LAST_TRY_TOKEN: TokenView = { ...READY_TOKEN, pin: { triesLeft: 1, triesMax: 3 } };
/** A PIV token: 6 to 8 digits, a PUK, and no authority that could unblock it. */
export const PIV_TOKEN: TokenView = {
  ...READY_TOKEN,
  readerId: 'r3',
  readerName: 'Yubico YubiKey OTP+FIDO+CCID 00 00',
  virtual: false,
  serial: '9C1F44E27B0A4D5E8A31C6D20F7755B1',
  model: 'PIV (YubiKey 5)',
  profile: 'piv',
  holder: 'Noor Haddad',
  pinFormat: { minLength: 6, maxLength: 8, charset: 'digits' },
  puk: { triesLeft: 3, triesMax: 3 },
  pukFormat: { minLength: 8, maxLength: 8, charset: 'printable' },
  abilities: { verifyPin: true, changePin: true, unblockByPuk: true, unblockByAuthority: false, sign: false },
  certificates: [AUTHENTICATION_CERTIFICATE],
};
/** A GIDS token: 4 to 15 printable characters. */
export const GIDS_TOKEN: TokenView = {
  ...READY_TOKEN,
  readerId: 'r4',
  readerName: 'HID OMNIKEY 3x21 00 00',
  virtual: false,
  serial: 'A1B2C3D4E5F60718293A4B5C6D7E8F90',
  model: 'GIDS 2.0',
  profile: 'gids',
  holder: 'Sacha Nguyen',
  pinFormat: { minLength: 4, maxLength: 15, charset: 'printable' },
  pin: { triesLeft: 5, triesMax: 5 },
};
/** Known well enough to be read, and no more. */
export const READ_ONLY_TOKEN: TokenView = {
  ...OTHER_TOKEN,
  serial: '4F1E00A2',
  model: 'IDPrime 940',
  profile: 'pkcs15',
  pin: { triesLeft: null, triesMax: null },
  pinFormat: null,
  abilities: { verifyPin: false, changePin: false, unblockByPuk: false, unblockByAuthority: false, sign: false },
};

const line = (id: DiagnosticLine['id'], facts: DiagnosticLine['facts'], status: DiagnosticLine['status'] = 'ok', problem: DiagnosticLine['problem'] = null): DiagnosticLine => ({
  id,
  status,
  problem,
  facts,
});
export const REPORT: DiagnosticReport = {
  at: NOW - 4000,
  lines: [
    line('system', { os: 'Debian GNU/Linux', osVersion: '13', architecture: 'x64', appVersion: '0.1.0', electronVersion: '45.4.1' }),
    line('remoteSession', { session: 'local' }),
    line('addon', {}),
    line('service', { library: 'libpcsclite.so.1', daemonVersion: '2.3.3' }),
    line('access', { sandbox: 'none' }),
    line('readers', { reader: 'Gemalto PC Twin Reader 00 00', readerDriver: 'CCID 1.6.2', readerState: 'present', pinpad: false }),
    line('readers', { reader: 'Lecteur virtuel', virtual: true, readerState: 'present' }),
    line('tokens', { reader: 'Gemalto PC Twin Reader 00 00', atr: '3B7F96000000318640701410739401808290 00'.replace(' ', ''), profile: 'ias-ecc', model: 'IAS-ECC 1.0.1', serialTail: '41F6', certificates: 2 }),
    line('counters', { reader: 'Gemalto PC Twin Reader 00 00', triesLeft: 1, triesMax: 3 }, 'warning', { code: 'pinTriesLow', details: {} }),
    line('driver', { driverNeeded: false }),
    line('modules', { module: 'OpenSC', moduleId: 'opensc', moduleSource: 'known', moduleVersion: 'OpenSC Project 0.26', slots: 2 }),
    line('modules', { module: 'libidprime.so', moduleId: 'idprime', moduleSource: 'settings' }, 'failed', { code: 'moduleUnreadable', details: {} }),
    line('authority', { host: '127.0.0.1' }),
    line('clock', { skewSeconds: 2 }),
  ],
};
export const REPORT_FAILED: DiagnosticReport = {
  at: NOW - 4000,
  lines: [
    line('system', { os: 'Debian GNU/Linux', osVersion: '13', architecture: 'x64', appVersion: '0.1.0' }),
    line('remoteSession', { session: 'ssh' }, 'warning', { code: 'remoteSession', details: {} }),
    line('addon', {}),
    line('service', { library: 'libpcsclite.so.1' }, 'failed', { code: 'serviceAccessDenied', details: {} }),
    ...(['access', 'readers', 'tokens', 'counters', 'driver'] as const).map((id) => line(id, {}, 'notDone')),
    line('modules', {}, 'notDone'),
    line('authority', { host: '127.0.0.1' }, 'failed', { code: 'authorityUnreachable', details: { host: '127.0.0.1' } }),
    line('clock', {}, 'notDone'),
  ],
};
export const BUNDLE = `{
  "clavis": "0.1.0",
  "at": "2026-11-22T09:13:56.000Z",
  "lines": [
    { "id": "system", "status": "ok", "facts": { "os": "Debian GNU/Linux", "osVersion": "13", "architecture": "x64" } },
    { "id": "service", "status": "ok", "facts": { "library": "libpcsclite.so.1", "daemonVersion": "2.3.3" } },
    { "id": "tokens", "status": "ok", "facts": { "profile": "ias-ecc", "serialTail": "41F6", "certificates": 2 } },
    { "id": "counters", "status": "warning", "problem": "pinTriesLow", "facts": { "triesLeft": 1, "triesMax": 3 } }
  ]
}
`;

export const APP: AppView = {
  version: '0.1.0',
  language: 'fr',
  now: NOW,
  cardService: 'ready',
  cardServiceProblem: null,
  readers: [{ readerId: 'r1', name: 'Lecteur virtuel', virtual: true, tokenPresent: true }],
  tokens: [BLOCKED_TOKEN],
  authority: { state: 'reachable', checkedAt: NOW - 2 * MINUTE, host: '127.0.0.1' },
  mailboxAvailable: true,
  mailCount: 0,
  resumable: null,
  office: { phone: '01 99 00 10 20', hours: 'du lundi au vendredi, 9 h – 18 h', email: 'bureau@clavis.example' },
};

export const MAIL: MailView = {
  id: 'm1',
  to: 'camille.durand@atelier-martin.example',
  subject: 'Débloquez votre support',
  receivedAt: NOW - 3 * MINUTE,
  text: `Bonjour Camille Durand,

Vous avez demandé à débloquer le support n° 8025 0001 7A3C 41F6.
Ce lien est valable 24 heures et ne sert qu’une fois :

https://127.0.0.1:8443/unblock#Qm9uam91ci1qZS1zdWlzLXVuLWNvZGUtZmljdGlm

Personne ne vous demandera votre code PIN ni vos réponses secrètes.
Si vous n’avez rien demandé, ignorez ce message et prévenez votre bureau.`,
  hasLink: true,
};
export const MAIL_WITHOUT_LINK: MailView = {
  ...MAIL,
  id: 'm2',
  subject: 'Votre support a été débloqué',
  receivedAt: NOW - 26 * HOUR,
  text: 'Bonjour Camille Durand,\n\nLe code PIN de votre support a été débloqué.',
  hasLink: false,
};

export const DOSSIER: DossierView = {
  entity: 'Atelier Martin SARL',
  product: 'Certificat RGS ** 3 ans sur clé',
  holder: 'Camille Durand',
  serial: SERIAL,
  maskedEmail: 'c•••••@atelier-martin.example',
};
const QUESTIONS: readonly SecretQuestion[] = [
  { id: 'q1', text: 'Dans quelle rue se trouvait votre première école ?' },
  { id: 'q2', text: 'Quel surnom vos cousins vous donnaient-ils ?' },
  { id: 'q3', text: 'Quel métier vouliez-vous faire à dix ans ?' },
  { id: 'q4', text: 'Quel est le titre du premier livre que vous avez acheté vous-même ?' },
];

const PREFLIGHT_IDS = ['authority', 'link', 'token', 'serial', 'blocked'] as const;

/** Checks in order: those before `failing` passed, those after were not done. */
export function preflight(failing: (typeof PREFLIGHT_IDS)[number] | null, code: NonNullable<PreflightCheck['problem']> | null = null): readonly PreflightCheck[] {
  const at = failing === null ? PREFLIGHT_IDS.length : PREFLIGHT_IDS.indexOf(failing);
  return PREFLIGHT_IDS.map((id, index) => ({
    id,
    status: index < at ? 'ok' : index === at ? 'failed' : 'notDone',
    problem: index === at ? code : null,
  }));
}
export const PREFLIGHT_PENDING: readonly PreflightCheck[] = PREFLIGHT_IDS.map((id) => ({ id, status: 'pending', problem: null }));

export const LINK_STEP: UnblockView = {
  step: 'link',
  dossier: null,
  linkExpiresAt: null,
  preflight: [],
  questions: [],
  tries: null,
  pinHeld: false,
  answersAccepted: false,
  busy: false,
  phase: null,
  phasesDone: [],
  problem: null,
  proof: null,
};
export const INITIALISATION_STEP: UnblockView = {
  ...LINK_STEP,
  step: 'initialisation',
  dossier: DOSSIER,
  linkExpiresAt: NOW + 23 * HOUR + 41 * MINUTE,
  preflight: preflight(null),
  questions: QUESTIONS,
  tries: { left: 3, max: 3 },
};
export const PIN_STEP: UnblockView = { ...INITIALISATION_STEP, step: 'pin' };
export const ANSWERS_STEP: UnblockView = { ...PIN_STEP, step: 'answers', pinHeld: true };
export const ACTING: UnblockView = {
  ...ANSWERS_STEP,
  step: 'confirmation',
  answersAccepted: true,
  busy: true,
  phase: 'writing',
  phasesDone: ['challenge', 'authority'],
};
export const PROOF: UnblockProof = {
  triesLeft: 3,
  triesMax: 3,
  writtenAt: NOW - 20_000,
  maskedEmail: DOSSIER.maskedEmail,
  sessionId: '6f0f2a7e-3c55-4e1b-9a55-0e6f5c8d2b11',
  reported: true,
  receiptVerified: true,
};
export const DONE: UnblockView = {
  ...ACTING,
  busy: false,
  pinHeld: false,
  phase: null,
  phasesDone: ['challenge', 'authority', 'writing', 'proof', 'report'],
  proof: PROOF,
};
export const PAUSED: UnblockView = { ...ACTING, busy: false };
