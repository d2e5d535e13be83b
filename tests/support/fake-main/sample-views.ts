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
  abilities: { verifyPin: true, changePin: true, unblockByPuk: false, unblockByAuthority: true },
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
