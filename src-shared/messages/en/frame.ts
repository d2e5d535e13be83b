import type { frame as french } from '../fr/frame.ts';
import type { WordsOf } from '../words-of.ts';

export const frame: WordsOf<typeof french> = {
  appName: 'Clavis',
  skipToContent: 'Skip to content',
  navigation: 'Sections',
  tokens: 'Tokens',
  tokenCount_one: '{{count}} token connected',
  tokenCount_other: '{{count}} tokens connected',
  mailbox: 'Mail',
  mailCount_one: '{{count}} message',
  mailCount_other: '{{count}} messages',
  leaveTitle: 'Leave this page?',
  diagnostics: 'Diagnosis',
  help: 'Help',
  language: 'Language',
  version: 'Version {{version}}',
  authorityReachable: 'Authority reachable',
  authorityUnreachable: 'Authority unreachable',
  authorityUnknown: 'Authority not reached yet',
  checkedAt: 'checked {{age}}',
  neverChecked: 'checking now',
  loading: 'Loading',
  offlineTitle: 'The authority does not answer',
  offlineText: 'Reading your tokens still works. Unblocking will go on as soon as the connection is back.',
  offlineSince: 'Last checked {{age}}.',
  staleText: 'The authority was last checked {{span}} ago.',
};
