import type { CertificateRow, DriverRow, DriversView } from '../../../src-shared/domain/account-views.ts';
import { RENEWAL_STATES } from '../../../src-shared/http/certificates.ts';
import { OFFLINE, section } from './request-scenarios.ts';
import { CERTIFICATES, SIGNED_OUT } from './sample-account.ts';
import { NOW } from './sample-views.ts';
import type { Scenario } from './scenarios.ts';

type Step = NonNullable<Scenario['steps']>[number];

const certificates = (more: Partial<Scenario> = {}): Scenario => section('certificates', more);
/** Row n of the samples. */
const sample = (n: number): CertificateRow => CERTIFICATES[n] as CertificateRow;
const opened = (row: CertificateRow, more: Partial<Scenario> = {}): Scenario =>
  certificates({ answers: { 'certificates.list': () => [row] }, ...more, steps: [{ click: 'certificate-open' }, ...(more.steps ?? [])] });
const revoking: readonly Step[] = [{ click: 'certificate-revoke' }];
const tail = (sample(1).account?.serial ?? '').slice(-8);
const chosen: readonly Step[] = [...revoking, { click: 'choice-keyCompromise' }, { click: 'revoke-confirmation' }, { type: tail }, { click: 'revoke-submit' }];

/** One certificate for each thing that may be said of renewing it. */
const RENEWALS: readonly CertificateRow[] = RENEWAL_STATES.map((renewal, n) => {
  const row = sample(1);
  return { ...row, sha256: `${n}`.padStart(64, 'd'), account: row.account === null ? null : { ...row.account, renewal } };
});
const renewal = (state: (typeof RENEWAL_STATES)[number]): Scenario => opened(RENEWALS[RENEWAL_STATES.indexOf(state)] as CertificateRow);

const driversOf = (rows: readonly DriverRow[], more: Partial<DriversView> = {}): Partial<Scenario> => ({
  answers: { 'drivers.view': () => ({ system: { name: 'Debian GNU/Linux 12', architecture: 'x64' }, model: 'IAS-ECC', rows, checkedAt: NOW, problem: null, ...more }) },
});
const CLAVIS: DriverRow = { id: 'clavis', name: 'Lecture et signature dans Clavis', state: 'notNeeded', installedVersion: null, offered: null };
const MODULE: DriverRow = { id: 'module', name: 'Module pour navigateurs et messageries', state: 'missing', installedVersion: null, offered: { version: '4.3.1', size: 8_412_330, sha256: '5'.padStart(64, 'e') } };

/** Every state of the certificates and of the drivers. */
export const CERTIFICATE_SCENARIOS = {
  certificates: certificates(),
  certificatesEmpty: certificates({ answers: { 'certificates.list': () => [] } }),
  certificatesNoneFound: certificates({ steps: [{ click: 'certificate-search' }, { type: 'introuvable' }] }),
  certificatesLoading: certificates({ hold: true }),
  certificatesError: certificates({ refuse: { 'certificates.list': { code: 'internal', details: {} } } }),
  certificatesOffline: certificates({ account: OFFLINE }),
  certificatesSignedOut: certificates({ account: SIGNED_OUT, answers: { 'certificates.list': () => [sample(7)] } }),
  certificateOnToken: opened(sample(0)),
  certificateAlone: opened(sample(7)),
  certificateSoftware: opened(sample(2)),
  certificateSpent: opened(sample(3)),
  certificateRevoked: opened(sample(4)),
  certificateExpired: opened(sample(5)),
  certificateDownloaded: opened(sample(2), { steps: [{ click: 'certificate-download' }, { click: 'password-show' }] }),
  certificateQuit: opened(sample(2), { steps: [{ click: 'certificate-download' }, { click: 'password-show' }, { quit: [{ kind: 'password' }] }] }),
  certificateNotSaved: opened(sample(2), {
    answers: { 'certificates.list': () => [sample(2)], 'certificates.download': () => ({ saved: false, fileName: '', password: '', sha256: 'e'.repeat(64), downloadsLeft: 1 }) },
    steps: [{ click: 'certificate-download' }],
  }),
  certificateCode: opened(sample(1), { steps: [{ click: 'show-revocation-code' }] }),
  renewalPossible: renewal('possible'),
  renewalTooEarly: renewal('tooEarly'),
  renewalAsked: renewal('asked'),
  renewalNotQualified: renewal('supportNotQualified'),
  revoke: opened(sample(1), { steps: revoking }),
  revokeFaults: opened(sample(1), { steps: [...revoking, { click: 'revoke-submit' }] }),
  revokeRefused: opened(sample(1), { refuse: { 'certificates.revoke': { code: 'confirmationMismatch', details: {} } }, steps: chosen }),
  revoked: opened(sample(1), { steps: chosen }),
  revokeByCode: certificates({ account: SIGNED_OUT, steps: [{ click: 'revoke-by-code' }] }),
  revokedByCode: certificates({
    account: SIGNED_OUT,
    steps: [{ click: 'revoke-by-code' }, { click: 'code-serial' }, { type: '4A2B0000000000000000000000000002' }, { click: 'code-code' }, { type: 'ABCDE-FGHJK-LMNPQ-RSTUV-WXYZ2' }, { click: 'choice-keyCompromise' }, { click: 'code-submit' }],
  }),
  drivers: section('drivers'),
  driversNone: section('drivers', driversOf([CLAVIS, { ...MODULE, state: 'installed', installedVersion: '4.3.1' }])),
  driversMissing: section('drivers', driversOf([CLAVIS, MODULE, { ...MODULE, id: 'other', name: 'Pilote de lecteur', offered: null }])),
  driversOffline: section('drivers', driversOf([CLAVIS, { ...MODULE, state: 'unknown', offered: null }], { problem: { code: 'authorityUnreachable', details: { host: '127.0.0.1' } } })),
  driversLoading: section('drivers', { hold: true }),
  driversError: section('drivers', { refuse: { 'drivers.view': { code: 'internal', details: {} } } }),
  driversSaved: section('drivers', { steps: [{ click: 'driver-download' }] }),
} as const satisfies Record<string, Scenario>;
