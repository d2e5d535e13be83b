import { create } from 'zustand';
import { useClavisStore } from './clavis-store.ts';

export const ACCOUNT_TABS = ['profile', 'security', 'journal', 'data'] as const;
export type AccountTab = (typeof ACCOUNT_TABS)[number];

/** Where somebody is in "my account": a tab, or one thing to do that takes the page. */
interface AccountPlace {
  readonly tab: AccountTab;
  readonly task: 'password' | 'associate' | null;
}

const AT_START: AccountPlace = { tab: 'profile', task: null };
export const useAccountPlace = create<AccountPlace>()(() => AT_START);

export function openAccount(place: AccountPlace): void {
  useAccountPlace.setState(place);
  useClavisStore.setState({ section: 'account', entry: null, pinTask: null });
}
