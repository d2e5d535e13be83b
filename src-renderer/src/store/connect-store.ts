import type { i18n } from 'i18next';
import type { AccountView } from '../../../src-shared/domain/account-views.ts';
import type { AppView, UnblockView } from '../../../src-shared/domain/views.ts';
import { clavis } from '../bridge.ts';
import { useClavisStore } from './clavis-store.ts';
import { askToQuit } from './navigate.ts';
import { nextArrivals } from './next-arrivals.ts';
import { nextSection } from './next-section.ts';
import { resetAccountPlaces } from './reset-account-places.ts';

/**
 * Feeds the store with main's views: listens first, then asks once; an answer older than a push is dropped.
 * @returns its own undo.
 */
export function connectStore(words: i18n): () => void {
  let appPushed = false;
  let unblockPushed = false;
  let accountPushed = false;

  const showApp = (app: AppView) => {
    const { app: before, arrivals } = useClavisStore.getState();
    useClavisStore.setState({ app, clockOffset: app.now - Date.now(), arrivals: nextArrivals(arrivals, before?.tokens ?? [], app.tokens) });
    document.documentElement.lang = app.language;
    if (words.language !== app.language) void words.changeLanguage(app.language);
  };

  const showUnblock = (unblock: UnblockView | null) => {
    const before = useClavisStore.getState().unblock;
    // An unblock that arrives (a link opened, a resume) takes the screen; one that is already there stays where it is.
    const arrives = unblock !== null && (before === null || (unblock.step === 'link' && before.step !== 'link'));
    useClavisStore.setState(arrives ? { unblock, section: 'tokens', entry: null, pinTask: null, departure: null } : { unblock });
  };

  const showAccount = (account: AccountView) => {
    const state = useClavisStore.getState();
    const section = nextSection(state, account);
    if (section !== state.section && (section === 'home' || section === 'account')) resetAccountPlaces();
    useClavisStore.setState({ account, section });
  };

  const stopApp = clavis.on('app.changed', (app) => {
    appPushed = true;
    showApp(app);
  });
  const stopUnblock = clavis.on('unblock.changed', (unblock) => {
    unblockPushed = true;
    showUnblock(unblock);
  });

  const stopAccount = clavis.on('account.changed', (account) => {
    accountPushed = true;
    showAccount(account);
  });

  const stopQuit = clavis.on('app.quitAsked', askToQuit);

  const askOnce = async () => {
    const [app, unblock, account] = await Promise.all([clavis.app.view(), clavis.unblock.view(), clavis.account.view()]);
    if (app.ok && !appPushed) showApp(app.value);
    if (unblock.ok && !unblockPushed) showUnblock(unblock.value);
    if (account.ok && !accountPushed) showAccount(account.value);
  };
  void askOnce();

  return () => {
    stopApp();
    stopUnblock();
    stopAccount();
    stopQuit();
  };
}
