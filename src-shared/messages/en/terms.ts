import type { terms as french } from '../fr/terms.ts';
import type { WordsOf } from '../words-of.ts';

export const terms: WordsOf<typeof french> = {
  titleFirst: 'Terms of use',
  titleUpdated: 'The terms of use have changed',
  leadFirst: 'Read and accept these terms once; a copy is sent to you. Your tokens stay usable without this.',
  leadUpdated: 'A new version came into force since you last agreed. Read it to go on; a copy is sent to you.',
  version: 'Version of {{date}}',
  text: 'Text of the terms of use',
  accept: 'I accept these terms',
  decline: 'Decline and sign out',
  declineTitle: 'Decline the terms?',
  declineText: 'You will be signed out. Your account and requests stay as they are, and your tokens stay usable here.',
  declineConfirm: 'Decline',
  declineCancel: 'Back to the text',
};
