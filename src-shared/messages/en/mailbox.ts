import type { mailbox as french } from '../fr/mailbox.ts';
import type { WordsOf } from '../words-of.ts';

export const mailbox: WordsOf<typeof french> = {
  title: 'Mail',
  notice: 'Rehearsal mailbox, local. These messages never left this computer; in service they arrive in your usual mail program.',
  list: 'Messages received',
  empty: 'No message',
  emptyText: 'The unblock link will arrive here once you have asked for it from the page of your token.',
  emptyAction: 'Go to tokens',
  from: 'Received {{age}}',
  to: 'To {{to}}',
  useLink: 'Use this link here',
  openPage: 'Open the page of the link',
  noLink: 'This message holds no unblock link.',
  linkNote: 'The page of the link opens in your browser, as in service; “Use this link here” does without it.',
};
