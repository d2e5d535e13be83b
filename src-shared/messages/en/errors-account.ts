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
  credentialsRefused: {
    title: 'Sign-in refused',
    cause: 'Address and password do not match, or the account is not confirmed yet.',
    fix: 'Check what you typed, capitals included. If you have just signed up, open the link we mailed you first.',
  },
  passwordRefused: {
    title: 'Please choose another password',
    cause: 'It takes at least 8 characters, among them a lower-case letter, a capital, a digit and a special character, and no widespread password, name or address.',
    fix: 'Choose another one. Several unrelated words with spaces between them make a good password.',
  },
  passwordsDiffer: {
    title: 'The two passwords differ',
    cause: 'The second one is not the same as the first.',
    fix: 'Type the same password twice.',
  },
  certificateRefused: {
    title: 'Certificate not accepted',
    cause: 'The proof given with this certificate could not be accepted for this.',
    fix: 'Try again with a certificate that is valid, or sign in with your password.',
  },
  certificateIssuerRevoked: {
    title: 'The issuer of this certificate was revoked',
    cause: 'The authority that issued it vouches for nothing any more: none of its certificates is accepted, yours included.',
    fix: 'Sign in with your password, and ask your office for a certificate of the new authority.',
  },
  accountLinkRefused: {
    title: 'This link no longer works',
    cause: 'An account link works once, for a limited time, and the newest one cancels those before it.',
    fix: 'Open the most recent message, or ask for a new link.',
  },
  termsOutdated: {
    title: 'Another version is in force',
    cause: 'The terms of use that were shown are no longer those in force.',
    fix: 'Read the version in force, then accept it.',
  },
};
