import type { help as french } from '../fr/help.ts';
import type { WordsOf } from '../words-of.ts';

export const help: WordsOf<typeof french> = {
  title: 'Help',
  lead: 'Your registration office knows your file. Nobody there needs your PIN or your answers.',
  office: 'Reach my office',
  phone: 'Telephone',
  hours: 'Hours',
  email: 'E-mail',
  openOffice: 'Open the page of the office',
  notGiven: 'not given',
  questions: 'Common questions',
  blockedQ: 'Why is my token blocked?',
  blockedA: 'After three wrong PINs in a row, the chip refuses any other. That is what protects your signature if the key is lost or stolen.',
  lostQ: 'My token is lost or stolen',
  lostA: 'Do not unblock it: revoke its certificates at once. Revocation is final.',
  secretQ: 'Who may ask for my PIN or my answers?',
  secretA: 'Nobody, ever, by telephone or by e-mail. You only type them in Clavis.',
  answersQ: 'I have forgotten my secret answers',
  answersA: 'Do not use up your tries: after three refused sets of answers, unblocking is closed for good. Call your office before the last one.',
  interruptedQ: 'What if I unplug it or the computer goes off?',
  interruptedA: 'Nothing is lost: when you come back, Clavis reads the token again and goes on at the same step, without a new link and without losing a try.',
  revoke: 'Revoke my certificates',
};
