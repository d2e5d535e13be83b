import type { AccountView, CertificateRow, CopyView, DriversView, HomeItem, RequestDetail, RequestRow } from '../../../src-shared/domain/account-views.ts';
import type { RequestState } from '../../../src-shared/domain/request-codes.ts';
import type { CertificateReply } from '../../../src-shared/http/certificates.ts';
import type { IpcVerbs } from '../../../src-shared/ipc/verbs.ts';
import { NOW, READY_TOKEN, SERIAL } from './sample-views.ts';

/** The account of an invented holder, in every state that a screen has. Ids are made from a letter and a number, so that a test can name them. */
const DAY = 24 * 60 * 60_000;
const uuid = (letter: string, n: number): string => `${letter.repeat(8)}-0000-4000-8000-${String(n).padStart(12, '0')}`;
const serialOf = (n: number): string => `4A2B${String(n).padStart(28, '0')}`;
const shaOf = (n: number): string => n.toString(16).padStart(64, 'e');

export const OFFICE_ID = uuid('0', 1);
export const OFFICES: IpcVerbs['requests.offices']['output'] = [
  {
    officeId: OFFICE_ID,
    name: 'Bureau de Nantes',
    address: { street: '12 quai de la Fosse', postalCode: '44000', city: 'Nantes', country: 'FR' },
    phone: '01 99 00 12 34',
    email: 'nantes@clavis.example',
    opening: { timeZone: 'Europe/Paris', slotMinutes: 30, desks: 2, weekly: [{ weekday: 1, from: '09:00', to: '12:30' }], closedOn: [] },
    open: true,
    revision: 1,
  },
];

export const PRODUCTS: IpcVerbs['requests.products']['output'] = [
  {
    productId: 'sceau-personne-cle',
    names: { fr: 'Sceau Personne sur clé', en: 'Personal Seal on a key' },
    kind: 'token',
    profile: 'qscd-dual',
    validityMonths: 36,
    supports: [{ model: 'key-b', name: 'Clé Clavis B', qualifiedUntil: NOW + 1_600 * DAY }],
    documents: [
      { kind: 'identityDocument', required: true },
      { kind: 'entityRegistration', required: true },
      { kind: 'mandate', required: true },
    ],
    policyOid: '1.3.6.1.4.1.32473.7.1.1',
  },
  {
    productId: 'sceau-logiciel',
    names: { fr: 'Sceau Logiciel', en: 'Software Seal' },
    kind: 'software',
    profile: 'software',
    validityMonths: 12,
    supports: [],
    documents: [
      { kind: 'identityDocument', required: true },
      { kind: 'other', required: false },
    ],
    policyOid: '1.3.6.1.4.1.32473.7.1.4',
  },
];

type Turn = Pick<RequestRow, 'nextBy' | 'nextAction' | 'actions'>;
const TURNS: Readonly<Record<RequestState, Turn>> = {
  draft: { nextBy: 'holder', nextAction: 'completeAndSubmit', actions: ['modify', 'delete', 'addDocuments', 'submit'] },
  submitted: { nextBy: 'office', nextAction: 'take', actions: ['modify', 'print', 'delete', 'withdraw'] },
  beingChecked: { nextBy: 'office', nextAction: 'judge', actions: ['print', 'withdraw'] },
  toComplete: { nextBy: 'holder', nextAction: 'complete', actions: ['modify', 'print', 'addDocuments', 'submit', 'withdraw'] },
  accepted: { nextBy: 'holder', nextAction: 'bookAppointment', actions: ['print', 'withdraw'] },
  appointmentPlanned: { nextBy: 'holder', nextAction: 'attendAppointment', actions: ['print', 'withdraw'] },
  issued: { nextBy: null, nextAction: null, actions: ['print'] },
  refused: { nextBy: null, nextAction: null, actions: ['print'] },
  withdrawn: { nextBy: null, nextAction: null, actions: ['print'] },
  expired: { nextBy: null, nextAction: null, actions: ['print'] },
};
const STATES = Object.keys(TURNS) as RequestState[];
const ENTITIES = ['Atelier Martin SARL', 'Durand et Fils SAS', 'Pharmacie du Port'];

export const REQUESTS: readonly RequestRow[] = STATES.map((state, n) => ({
  requestId: uuid('a', n),
  number: 550_015 + n,
  createdAt: NOW - (40 - n) * DAY,
  changedAt: NOW - (20 - n) * DAY,
  productId: n % 3 === 2 ? 'sceau-logiciel' : 'sceau-personne-cle',
  officeId: OFFICE_ID,
  entity: ENTITIES[n % 3] ?? '',
  holder: 'Camille Durand',
  state,
  revision: 2,
  nextBy: TURNS[state].nextBy,
  nextAction: TURNS[state].nextAction,
  actions: TURNS[state].actions,
  pending: false,
}));

export function requestDetail(row: RequestRow): RequestDetail {
  const { at: _, ...accepted } = { at: 0, documentId: uuid('d', 1), kind: 'identityDocument', fileName: 'carte-identite.pdf', type: 'application/pdf', size: 482_113, sha256: shaOf(1), content: 'received', verdict: 'accepted', reason: null, text: null, createdAt: row.createdAt } as const;
  const refused = { ...accepted, documentId: uuid('d', 2), kind: 'mandate', fileName: 'mandat signé.png', type: 'image/png', verdict: 'refused', reason: 'unreadable', text: 'La signature n’est pas lisible.' } as const;
  return {
    ...row,
    establishment: { name: row.entity, siren: '732829320', siret: '73282932000074', address: { street: '8 rue des Halles', postalCode: '44000', city: 'Nantes', country: 'FR' } },
    holderData: { firstName: 'Camille', lastName: 'Durand', email: 'camille.durand@atelier-martin.fr', phone: '06 39 98 12 34' },
    submittedAt: row.state === 'draft' ? null : row.createdAt + DAY,
    endedAt: TURNS[row.state].nextBy === null ? row.changedAt : null,
    outcomeReason: row.state === 'refused' ? 'identityNotProven' : null,
    replacesSerial: null,
    actions: [...TURNS[row.state].actions],
    documents: row.state === 'toComplete' ? [accepted, refused] : [accepted],
    missing: row.state === 'toComplete' ? ['mandate'] : row.state === 'draft' ? ['entityRegistration', 'mandate'] : [],
    timeline: [
      { at: row.createdAt, event: 'created', state: 'draft', by: 'holder', details: {} },
      ...(row.state === 'draft' ? [] : [{ at: row.createdAt + DAY, event: 'submitted', state: 'submitted', by: 'holder', details: {} } as const]),
      ...(row.state === 'toComplete' ? [{ at: row.changedAt, event: 'completionAsked', state: 'toComplete', by: 'office', details: { text: 'Merci de refaire une photo du mandat.' } } as const] : []),
    ],
    appointment:
      row.state === 'appointmentPlanned'
        ? {
            appointmentId: uuid('b', 1),
            officeId: OFFICE_ID,
            purpose: 'request',
            requestId: row.requestId,
            serial: null,
            startsAt: NOW + 3 * DAY,
            endsAt: NOW + 3 * DAY + 30 * 60_000,
            timeZone: 'Europe/Paris',
            state: 'booked',
            changeableUntil: NOW + 2 * DAY,
            revision: 1,
          }
        : null,
  };
}

const certificate = (n: number, more: Partial<CertificateReply> = {}): CertificateReply => ({
  serial: serialOf(n),
  sha256: shaOf(n + 100),
  profile: 'qscd-dual',
  support: 'key-b',
  supportName: 'Clé Clavis B',
  holder: 'Camille Durand',
  organization: 'Atelier Martin SARL',
  notBefore: NOW - 700 * DAY,
  notAfter: NOW + 395 * DAY,
  issuedAt: NOW - 700 * DAY,
  state: 'valid',
  revokedAt: null,
  issuer: 'Clavis AC Qualifiée',
  requestId: uuid('a', 6),
  revocationReason: null,
  revocationReceipt: null,
  renews: null,
  renewedBy: null,
  renewal: 'tooEarly',
  downloadsLeft: 0,
  now: NOW,
  ...more,
});
const row = (account: CertificateReply, more: Partial<CertificateRow> = {}): CertificateRow => ({
  sha256: account.sha256,
  name: account.holder,
  organization: account.organization,
  issuer: account.issuer,
  notBefore: account.notBefore,
  notAfter: account.notAfter,
  state: account.state,
  account,
  token: null,
  signsIn: false,
  ...more,
});
const SOFTWARE = { profile: 'software', support: 'software', supportName: 'Logiciel' } as const;
const [ON_TOKEN] = READY_TOKEN.certificates;

export const CERTIFICATES: readonly CertificateRow[] = [
  row(certificate(1, { sha256: ON_TOKEN?.sha256 ?? shaOf(1) }), { token: { readerId: READY_TOKEN.readerId, serial: SERIAL, use: 'signature' }, signsIn: true }),
  row(certificate(2, { notAfter: NOW + 28 * DAY, renewal: 'possible' })),
  row(certificate(3, { ...SOFTWARE, notAfter: NOW + 5 * DAY, renewal: 'possible', downloadsLeft: 2 })),
  row(certificate(4, { ...SOFTWARE, notAfter: NOW + 80 * DAY, renewal: 'possible', downloadsLeft: 0 })),
  row(certificate(5, { state: 'revoked', revokedAt: NOW - 12 * DAY, revocationReason: 'keyCompromise', revocationReceipt: 'eyJ.e30.x', renewal: 'revoked' })),
  row(certificate(6, { state: 'expired', notAfter: NOW - 90 * DAY, renewal: 'expired' })),
  row(certificate(7, { notAfter: NOW + 55 * DAY, renewal: 'supportNotQualified', support: 'key-a', supportName: 'Clé Clavis A' })),
  { sha256: shaOf(999), name: 'Camille Durand', organization: null, issuer: 'Clavis AC Qualifiée', notBefore: NOW - 300 * DAY, notAfter: NOW + 300 * DAY, state: 'unknown', account: null, token: { readerId: READY_TOKEN.readerId, serial: SERIAL, use: 'authentication' }, signsIn: false },
];

export const UP_TO_DATE: CopyView = { syncedAt: NOW - 2 * 60_000, state: 'upToDate', problem: null, kept: 'disk', memoryBecause: null, setAside: null, waiting: 0, conflicts: [] };

const PERSON = { accountId: uuid('c', 1), email: 'camille.durand@atelier-martin.fr', firstName: 'Camille', lastName: 'Durand', role: 'holder' } as const;
const HOME: readonly HomeItem[] = [
  { kind: 'requestWaitsForMe', requestId: uuid('a', 3), number: 550_018, nextAction: 'complete' },
  { kind: 'certificateExpires', certificateSerial: serialOf(3), sha256: shaOf(103), name: 'Sceau Logiciel', notAfter: NOW + 5 * DAY, within: 7, renewable: true },
  { kind: 'certificateExpires', certificateSerial: serialOf(2), sha256: shaOf(102), name: 'Sceau Personne sur clé', notAfter: NOW + 28 * DAY, within: 30, renewable: false },
  { kind: 'appointment', appointmentId: uuid('b', 1), requestId: uuid('a', 5), startsAt: NOW + 3 * DAY, officeName: 'Bureau de Nantes' },
  { kind: 'requestWaitsForOffice', requestId: uuid('a', 1), number: 550_016 },
];

export const SIGNED_OUT: AccountView = { session: { kind: 'signedOut', because: 'never', email: null }, copy: null, home: [], link: null, revision: 0 };
export const SIGNED_IN: AccountView = {
  session: { kind: 'signedIn', person: PERSON, method: 'password', idle: { warnsAt: NOW + 28 * 60_000, endsAt: NOW + 30 * 60_000 }, freshUntil: NOW + 4 * 60_000 },
  copy: UP_TO_DATE,
  home: HOME,
  link: null,
  revision: 1,
};
export const TERMS_PENDING: AccountView = {
  ...SIGNED_IN,
  session: { kind: 'termsPending', person: PERSON, terms: { version: '2026-11-01', text: '# Conditions d’utilisation\n\nVersion du 1er novembre 2026.\n\n## 1. Objet\n\nL’espace personnel permet de suivre ses demandes.\n', firstTime: true } },
};

/** What the fake answers to verbs that read; those that write give what their type asks for. */
export const ACCOUNT_ANSWERS: { readonly [V in keyof IpcVerbs]?: (input: never) => IpcVerbs[V]['output'] } = {
  'requests.list': () => REQUESTS,
  'requests.read': ({ requestId }: IpcVerbs['requests.read']['input']) => requestDetail(REQUESTS.find((one) => one.requestId === requestId) ?? (REQUESTS[0] as RequestRow)),
  'requests.products': () => PRODUCTS,
  'requests.offices': () => OFFICES,
  'requests.create': () => ({ requestId: uuid('a', 0) }),
  'requests.savePdf': () => ({ saved: true }),
  'requests.print': () => ({ printed: true }),
  'requests.addDocument': () => ({ documentId: uuid('d', 3) }),
  'requests.saveDocument': () => ({ saved: true }),
  'requests.slots': () => ({
    timeZone: 'Europe/Paris',
    days: [0, 1, 2, 3].map((day) => ({
      date: new Date(NOW + (day + 2) * DAY).toISOString().slice(0, 10),
      slots: [8, 9, 13].map((hour) => ({ startsAt: NOW + (day + 2) * DAY + hour * 3_600_000, endsAt: NOW + (day + 2) * DAY + hour * 3_600_000 + 1_800_000, free: 1 })),
    })),
  }),
  'certificates.list': () => CERTIFICATES,
  'certificates.download': () => ({ saved: true, fileName: 'sceau-logiciel.p12', password: 'K7QF-29DM-XW4T-8HRB', sha256: shaOf(7), downloadsLeft: 1 }),
  'certificates.save': () => ({ saved: true }),
  'certificates.renew': () => ({ requestId: uuid('a', 0) }),
  'certificates.revoke': () => ({ revokedAt: NOW }),
  'certificates.saveProof': () => ({ saved: true }),
  'certificates.revocationCode': () => ({ code: 'ABCDE-FGHJK-LMNPQ-RSTUV-WXYZ2' }),
  'certificates.revokeByCode': () => ({ revokedAt: NOW }),
  'certificates.saveCalendar': () => ({ saved: true }),
  'drivers.view': (): DriversView => ({
    system: { name: 'Debian GNU/Linux 12', architecture: 'x64' },
    model: 'IAS-ECC',
    rows: [
      { id: 'clavis', name: 'Lecture et signature dans Clavis', state: 'notNeeded', installedVersion: null, offered: null },
      { id: 'middleware-linux', name: 'Module pour navigateurs et messageries', state: 'outdated', installedVersion: '4.2.0', offered: { version: '4.3.1', size: 8_412_330, sha256: shaOf(5) } },
    ],
    checkedAt: NOW,
    problem: null,
  }),
  'drivers.download': () => ({ saved: true }),
  'account.useMailLink': () => ({ kind: 'confirmed', email: PERSON.email }),
  'account.signOut': () => ({ kind: 'signedOut' }),
  'account.signInWithToken': () => ({ kind: 'done' }),
  'account.reauthenticateWithToken': () => ({ kind: 'done' }),
  'account.associate': () => ({ kind: 'done' }),
  'account.changePassword': () => ({ otherSessionsEnded: 1 }),
  'account.sessions': () => [
    { sessionId: uuid('e', 1), method: 'password', client: 'Clavis 0.1.0 (Linux)', createdAt: NOW - 3_600_000, seenAt: NOW, current: true },
    { sessionId: uuid('e', 2), method: 'certificate', client: 'Clavis 0.1.0 (Windows)', createdAt: NOW - 2 * DAY, seenAt: NOW - DAY, current: false },
  ],
  'account.endOtherSessions': () => ({ ended: 1 }),
  'account.certificates': () => [
    { sha256: ON_TOKEN?.sha256 ?? shaOf(1), subject: 'Camille Durand', issuer: 'Clavis Issuing CA', serial: serialOf(1), notAfter: NOW + 395 * DAY, associatedAt: NOW - 30 * DAY },
  ],
  'account.terms': () => ({ version: '2026-11-01', text: '# Conditions d’utilisation\n\nTexte.\n', accepted: [{ version: '2026-11-01', acceptedAt: NOW - 20 * DAY }] }),
  'account.journal': () => ({
    items: [
      { seq: 42, at: NOW - 3_600_000, event: 'account.loggedIn', details: { method: 'password' } },
      { seq: 40, at: NOW - DAY, event: 'request.submitted', details: { number: 550_016 } },
    ],
    next: null,
  }),
  'account.saveExport': () => ({ saved: true }),
  'account.requestErasure': () => ({ requestedAt: NOW }),
  'account.erasures': () => [],
};
