import { create } from 'zustand';
import type { RequestState } from '../../../src-shared/domain/request-codes.ts';
import type { RequestSort } from './search-requests.ts';

/** What the list is asked for: kept while a request is looked at, so that coming back finds the same list. */
interface RequestSearch {
  readonly text: string;
  readonly states: readonly RequestState[];
  readonly sort: RequestSort;
}

export const useRequestSearch = create<RequestSearch>()(() => ({ text: '', states: [], sort: { by: 'date', descending: true } }));
