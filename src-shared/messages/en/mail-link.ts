import type { mailLink as french } from '../fr/mail-link.ts';
import type { WordsOf } from '../words-of.ts';

export const mailLink: WordsOf<typeof french> = {
  accountTitle: 'A confirmation link has arrived',
  accountText: 'It confirms the e-mail address of your new account',
  accountUse: 'Confirm my address',
  passwordTitle: 'A password link has arrived',
  passwordText: 'It lets you choose a new password',
  passwordUse: 'Choose a password',
  notMine: 'You asked for nothing? Choose “Not now”: nothing happens without you.',
  signedInTitle: 'You are already signed in',
  signedInText: 'This link is for somebody who is not signed in. Sign out, then open it again from your e-mail.',
};
