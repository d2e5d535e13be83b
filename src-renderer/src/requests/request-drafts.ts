import { create } from 'zustand';
import { useClavisStore } from '../store/clavis-store.ts';
import type { FormValues } from './form-values.ts';

/** What is typed and not saved yet, by request (`new`: of none yet). In memory, as long as its person is signed in. */
interface Draft {
  readonly values: FormValues;
  /** Revision it was begun on; 0: a new request. */
  readonly revision: number;
}

export const useRequestDrafts = create<{ readonly drafts: Readonly<Record<string, Draft>> }>()(() => ({ drafts: {} }));

export const draftKey = (requestId: string | null): string => requestId ?? 'new';

export function keepDraft(key: string, draft: Draft): void {
  useRequestDrafts.setState(({ drafts }) => ({ drafts: { ...drafts, [key]: draft } }));
}

export function dropDraft(key: string): void {
  useRequestDrafts.setState(({ drafts }) => ({ drafts: Object.fromEntries(Object.entries(drafts).filter(([other]) => other !== key)) }));
}

useClavisStore.subscribe(({ account }) => {
  if (account?.session.kind === 'signedOut' && Object.keys(useRequestDrafts.getState().drafts).length > 0) useRequestDrafts.setState({ drafts: {} });
});
