import type { problem as french } from '../fr/problem.ts';
import type { WordsOf } from '../words-of.ts';

export const problem: WordsOf<typeof french> = {
  whoHolder: 'You can act',
  whoOffice: 'Your office can act',
  whoSupport: 'Support can act',
  reference: 'Reference {{id}}',
  actionRetry: 'Try again',
  actionResume: 'Resume',
  actionRequestLink: 'Ask for a new link',
  actionPasteLink: 'Paste another link',
  actionChoosePin: 'Choose another PIN',
  actionCorrectAnswers: 'Correct my answers',
  actionContactOffice: 'Contact my office',
  actionRevokeOrReorder: 'See what is still possible',
  actionClose: 'Close',
  actionDiagnose: 'Open the diagnosis',
};
