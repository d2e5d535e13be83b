import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { AccountVerbs } from '../../../src-shared/ipc/account-verbs.ts';
import { parseAccountLink, type AccountLink } from '../../../src-shared/links/account-link.ts';
import type { AuthorityCalls } from '../../ports/authority-calls.ts';
import type { SettingsStore } from '../../ports/settings.ts';
import type { Account } from './account.ts';
import { proveWithToken, type TokenProver } from './prove-with-token.ts';

export interface SignInDeps extends TokenProver {
  readonly account: Account;
  readonly calls: AuthorityCalls;
  readonly settings: SettingsStore;
}

type Verb<V extends keyof AccountVerbs> = (input: AccountVerbs[V]['input']) => Promise<AccountVerbs[V]['output']>;
export type AccountVerbFunctions<V extends keyof AccountVerbs> = { readonly [K in V]: Verb<K> };

type SignInVerbs = AccountVerbFunctions<
  | 'account.signUp'
  | 'account.resendConfirmation'
  | 'account.correctAddress'
  | 'account.useMailLink'
  | 'account.dropMailLink'
  | 'account.signIn'
  | 'account.signInWithToken'
  | 'account.requestReset'
  | 'account.completeReset'
  | 'account.acceptTerms'
  | 'account.signOut'
  | 'account.stay'
>;

/** Getting an account, getting into it and out of it. A password is in one request and nowhere else. */
export function signInVerbs(deps: SignInDeps): SignInVerbs {
  const { account, calls, settings } = deps;
  const language = () => settings.get().language;
  /** The link to set a password with; known to nobody else until it is used. */
  let resetLink: AccountLink | null = null;

  return {
    'account.signUp': async (input) => {
      await calls.call('signUp', null, { body: { ...input, language: language() } });
    },
    'account.resendConfirmation': async ({ email }) => {
      await calls.call('resendConfirmation', null, { body: { email, language: language() } });
    },
    'account.correctAddress': async (input) => {
      await calls.call('correctAddress', null, { body: input });
    },
    'account.useMailLink': async ({ text }) => {
      const link = text === null ? account.link : parseAccountLink(text);
      if (link === null) throw new AppError('linkMalformed');
      if (link.kind === 'password') {
        resetLink = link;
        account.showLink(null);
        return { kind: 'resetPassword' };
      }
      const { email } = await calls.call('confirmAccount', null, { body: { token: link.token } });
      account.showLink(null);
      return { kind: 'confirmed', email };
    },
    'account.dropMailLink': async () => {
      resetLink = null;
      account.showLink(null);
    },
    'account.signIn': async (input) => account.begin(await calls.call('logIn', null, { body: input })),
    'account.signInWithToken': (input) =>
      proveWithToken(deps, input, async (body) => account.begin(await calls.call('logInWithCertificate', null, { body }))),
    'account.requestReset': async ({ email }) => {
      await calls.call('requestPasswordReset', null, { body: { email, language: language() } });
    },
    'account.completeReset': async (input) => {
      if (resetLink === null) throw new AppError('linkMalformed');
      await calls.call('completePasswordReset', null, { body: { token: resetLink.token, ...input } });
      resetLink = null;
    },
    'account.acceptTerms': async ({ version }) => {
      await account.signedIn().session.call('acceptTerms', { body: { version } });
      await account.termsAccepted();
    },
    'account.signOut': (input) => account.leave(input),
    'account.stay': () => account.stay(),
  };
}
