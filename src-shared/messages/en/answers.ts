import type { answers as french } from '../fr/answers.ts';
import type { WordsOf } from '../words-of.ts';

export const answers: WordsOf<typeof french> = {
  lead: 'Type the answers exactly as when you were given the token: capitals, accents and spaces count.',
  triesLeft_one: '{{count}} try left of {{max}}',
  triesLeft_other: '{{count}} tries left of {{max}}',
  triesNote: 'One try covers all the answers together. A network failure costs none.',
  show: 'Show answer {{number}}',
  hide: 'Hide answer {{number}}',
  shownBriefly: 'Answers hide by themselves after 10 seconds.',
  capsLock: 'Caps Lock is on.',
  edgeSpace: 'The answer starts or ends with a space.',
  missing: 'Answer this question.',
  missingSummary_one: '{{count}} answer is missing.',
  missingSummary_other: '{{count}} answers are missing.',
  lastTitle: 'Last try',
  lastText: 'One more mistake closes the unblock for good. If in doubt, call your office first: your link and this try will wait for you.',
  contactOffice: 'Contact my office',
};
