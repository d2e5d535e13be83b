import type { accountGate as french } from '../fr/account-gate.ts';
import type { WordsOf } from '../words-of.ts';

export const accountGate: WordsOf<typeof french> = {
  requestsNeedAccount: 'Your requests are in your account. Sign in to see them, make one or hand in documents.',
  certificatesNeedAccount: 'Sign in to see every certificate of your account, download, renew or revoke them.',
  termsPending: 'Read the terms of use of your account first.',
  signIn: 'Sign in',
  readTerms: 'Read the terms',
  offline: 'The authority does not answer: you see the copy on this computer',
  failed: 'Your account could not be brought up to date',
  stillReadable: 'Everything can still be read; what needs the authority will wait.',
  syncedAt: 'Last brought up to date {{age}}.',
  neverSynced: 'Nothing was received so far.',
  retry: 'Try again',
};
