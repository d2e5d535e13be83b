import { FAILPOINTS, type FailpointName } from '../../src-server/failpoint.ts';

/** Which sweep passes which places of the authority, by the first part of their names. Each belongs to one: a test asks. */
export const SWEEPS = {
  unblock: ['enrolToken', 'replaceKey', 'rotateAdminKey', 'requestLink', 'openSession', 'submitAnswers', 'requestResponse', 'reportResult', 'mail'],
  accounts: [
    'signUp',
    'resendConfirmation',
    'correctAddress',
    'confirmAccount',
    'logIn',
    'proveCertificate',
    'logInWithCertificate',
    'requestPasswordReset',
    'completePasswordReset',
    'changePassword',
    'acceptTerms',
    'associateCertificate',
    'dissociateCertificate',
    'requestErasure',
  ],
  requests: ['requests', 'offices'],
  certificates: ['initAuthority', 'revokeIssuing', 'issueCertificate', 'downloadCertificate', 'renewCertificate', 'revokeCertificate', 'revokeByCode', 'revocationList'],
  desk: ['staff', 'appointment', 'approval', 'unblockTicket', 'reopenAnswers', 'decideErasure'],
  operations: ['mailEnd', 'auditHead', 'job'],
} as const satisfies Record<string, readonly string[]>;

export type Sweep = keyof typeof SWEEPS;

export function isPlaceOf(sweep: Sweep, name: FailpointName): boolean {
  return (SWEEPS[sweep] as readonly string[]).includes(name.split('.')[0] ?? '');
}

export const placesOf = (sweep: Sweep): readonly FailpointName[] => FAILPOINTS.filter((name) => isPlaceOf(sweep, name));
