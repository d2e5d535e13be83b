import { create } from 'zustand';
import type { RequestState } from '../../../src-shared/domain/request-codes.ts';
import { useClavisStore } from '../store/clavis-store.ts';
import type { RequestSort } from './search-requests.ts';

/** What the list is asked for: kept while a request is looked at, so that coming back finds the same list. */
interface RequestSearch {
  readonly text: string;
  readonly states: readonly RequestState[];
  readonly sort: RequestSort;
}

const AT_START: RequestSearch = { text: '', states: [], sort: { by: 'date', descending: true } };

export const useRequestSearch = create<RequestSearch>()(() => AT_START);

// Another person may sign in next.
useClavisStore.subscribe(({ account }, before) => {
  if (account?.session.kind === 'signedOut' && before.account?.session.kind !== 'signedOut') useRequestSearch.setState(AT_START);
});
