import type { AccountView } from '../../../src-shared/domain/account-views.ts';
import type { ClavisState, Section } from './clavis-store.ts';

type Here = Pick<ClavisState, 'section' | 'account' | 'unblock' | 'entry' | 'pinTask' | 'unsaved'>;

/**
 * Where a person is once the account has changed. Signing in leads home, a session that ended by itself leads to the page that says
 * why, a link of a mail to its page; nobody is taken away from a token that they are doing something with.
 */
export function nextSection(here: Here, account: AccountView): Section {
  const { section } = here;
  const before = here.account?.session;
  const now = account.session;
  const signedIn = now.kind !== 'signedOut';
  const wasIn = before !== undefined && before.kind !== 'signedOut';
  const busy = section === 'tokens' && (here.unblock !== null || here.entry !== null || here.pinTask !== null);
  if (busy) return section;
  // Anyone may hand a link over: not even a page is lost to it that holds what cannot be shown or typed again.
  if (account.link !== null && here.account?.link !== account.link && here.unsaved === 'none') return 'account';
  // The start of the window: a session that goes on shows its home; one that ended meanwhile says why.
  if (before === undefined) return signedIn ? 'home' : endedByItself(account) ? 'account' : section;
  if (signedIn && !wasIn) return section === 'account' ? 'home' : section;
  if (!signedIn && wasIn) return section === 'diagnostics' || section === 'help' || section === 'tokens' ? section : 'account';
  return section;
}

function endedByItself({ session }: AccountView): boolean {
  return session.kind === 'signedOut' && session.because !== 'never' && session.because !== 'person';
}
