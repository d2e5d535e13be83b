import type { accountErrors as french } from '../fr/errors-account.ts';
import type { WordsOf } from '../words-of.ts';

export const accountErrors: WordsOf<typeof french> = {
  signInRequired: {
    title: 'Please sign in',
    cause: 'This action needs a signed-in account.',
    fix: 'Sign in, then try again.',
  },
  signInExpired: {
    title: 'Your session has ended',
    cause: 'A session closes after 30 minutes without activity, when you sign out, or at the end of the day.',
    fix: 'Sign in again: you will go on where you were.',
  },
  forbidden: {
    title: 'This action is not open to you',
    cause: 'Your account does not have the right that it takes.',
    fix: 'Ask your registration office.',
  },
  termsRequired: {
    title: 'Terms of use to accept',
    cause: 'A version of the terms of use has come into force since you last agreed.',
    fix: 'Read and accept the terms, then try again.',
  },
  reauthenticationRequired: {
    title: 'Confirm who you are',
    cause: 'This action is a sensitive one: it takes an identification within the last five minutes.',
    fix: 'Type your password again, or use your certificate.',
  },
};
