import { create } from 'zustand';
import { useClavisStore } from './clavis-store.ts';

/** Where somebody who is not signed in is, in the section of the account. Kept while another section is looked at; holds no secret. */
export type SignInPlace =
  | { readonly page: 'signIn' | 'token' | 'signUp' | 'forgotten' | 'newPassword' | 'newPasswordDone' | 'paste' }
  | { readonly page: 'checkMail' | 'confirmed' | 'resetSent'; readonly email: string };

export const useSignInPlace = create<{ readonly place: SignInPlace }>()(() => ({ place: { page: 'signIn' } }));

export function goToSignIn(place: SignInPlace): void {
  useSignInPlace.setState({ place });
  useClavisStore.setState({ section: 'account', entry: null, pinTask: null });
}
