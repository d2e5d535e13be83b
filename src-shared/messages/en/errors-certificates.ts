import type { certificateErrors as french } from '../fr/errors-certificates.ts';
import type { WordsOf } from '../words-of.ts';

/** Certificates: asked for, fetched, renewed, revoked. */
export const certificateErrors: WordsOf<typeof french> = {
  csrInvalid: {
    title: 'The certificate request cannot be accepted',
    cause: 'The key or the signature of the technical request (PKCS#10) does not meet what the authority requires.',
    fix: 'Have a new request made, with an RSA key of 2048 to 4096 bits or a P-256 or P-384 key.',
  },
  authorityExpired: {
    title: 'The authority can no longer issue this certificate',
    cause: 'Its own certificate ends too early to cover it.',
    fix: 'Contact your office: the authority has to renew its certificate first.',
  },
  authorityNotMade: {
    title: 'The authority does not issue certificates yet',
    cause: 'Its keys and certificates have not been made yet. Nothing was recorded.',
    fix: 'Contact your office, or try again later.',
  },
  downloadAtAppointment: {
    title: 'This certificate is handed over at an appointment',
    cause: 'It is put on a cryptographic token in the presence of an accredited operator. Only software certificates can be downloaded.',
    fix: 'Make an appointment with your office.',
  },
  downloadsSpent: {
    title: 'This certificate can no longer be downloaded',
    cause: 'It was downloaded as often as allowed: the authority has erased its key. The certificate itself stays valid.',
    fix: 'Use the file you downloaded. If it is lost, revoke the certificate and order another one.',
  },
  certificateRevoked: {
    title: 'This certificate is revoked',
    cause: 'Revocation is final: nothing more can be done with this certificate.',
    fix: 'Order a new one if you need it.',
  },
  certificateExpired: {
    title: 'This certificate has expired',
    cause: 'Its time of validity is over.',
    fix: 'Order a new one if you need it.',
  },
  renewalRefused: {
    title: 'This certificate cannot be renewed as it is',
    cause: 'Renewal takes strictly identical data and a token that is still qualified.',
    fix: 'Order a new one, or ask your office.',
  },
  revocationRefused: {
    title: 'The revocation was not done',
    cause: 'The certificate number and the revocation code do not belong together. Nothing was changed.',
    fix: 'Check the code you were given with your certificate, or call support.',
  },
  confirmationMismatch: {
    title: 'The confirmation does not match',
    cause: 'What was typed is not what was asked for. Nothing was changed.',
    fix: 'Copy the text exactly as shown.',
  },
};
