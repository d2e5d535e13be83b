import type { ACCOUNT_ROUTES } from '../../../src-shared/http/accounts.ts';
import type { OWN_ACCOUNT_ROUTES } from '../../../src-shared/http/own-account.ts';
import type { Deps } from '../../deps.ts';
import { acceptTerms, listTerms } from '../../use-cases/accounts/own/accept-terms.ts';
import { changePassword } from '../../use-cases/accounts/own/change-password.ts';
import { exportAccount } from '../../use-cases/accounts/own/export-account.ts';
import { associateCertificate, dissociateCertificate, listOwnCertificates } from '../../use-cases/accounts/own/own-certificates.ts';
import { searchJournal } from '../../use-cases/accounts/own/own-journal.ts';
import { endOtherSessions, endOwnSession, listOwnSessions, logOut } from '../../use-cases/accounts/own/own-sessions.ts';
import { reauthenticate } from '../../use-cases/accounts/own/reauthenticate.ts';
import { listErasures, requestErasure } from '../../use-cases/accounts/own/request-erasure.ts';
import { setLanguage } from '../../use-cases/accounts/own/set-language.ts';
import { viewAccount } from '../../use-cases/accounts/own/view-account.ts';
import { completePasswordReset } from '../../use-cases/accounts/sign-in/complete-password-reset.ts';
import { logInWithCertificate } from '../../use-cases/accounts/sign-in/log-in-with-certificate.ts';
import { logIn } from '../../use-cases/accounts/sign-in/log-in.ts';
import { loginChallenge } from '../../use-cases/accounts/sign-in/login-challenge.ts';
import { requestPasswordReset } from '../../use-cases/accounts/sign-in/request-password-reset.ts';
import { confirmAccount } from '../../use-cases/accounts/sign-up/confirm-account.ts';
import { correctAddress } from '../../use-cases/accounts/sign-up/correct-address.ts';
import { resendConfirmation } from '../../use-cases/accounts/sign-up/resend-confirmation.ts';
import { signUp } from '../../use-cases/accounts/sign-up/sign-up.ts';
import type { HandlersOf } from '../route.ts';

export function accountsHandlers(deps: Deps): HandlersOf<typeof ACCOUNT_ROUTES> {
  return {
    signUp: ({ body, client }) => signUp(deps, body, client.ip),
    resendConfirmation: ({ body, client }) => resendConfirmation(deps, body, client.ip),
    correctAddress: ({ body, client }) => correctAddress(deps, body, client.ip),
    confirmAccount: ({ body }) => confirmAccount(deps, body.token),
    logIn: ({ body, client }) => logIn(deps, body, client),
    loginChallenge: ({ client }) => loginChallenge(deps, client.ip),
    logInWithCertificate: ({ body, client }) => logInWithCertificate(deps, body, client),
    requestPasswordReset: ({ body, client }) => requestPasswordReset(deps, body, client.ip),
    completePasswordReset: ({ body }) => completePasswordReset(deps, body),
    readTerms: async () => ({ version: deps.terms.current.version, texts: deps.terms.current.texts }),
  };
}

export function ownAccountHandlers(deps: Deps): HandlersOf<typeof OWN_ACCOUNT_ROUTES> {
  return {
    readAccount: ({ actor }) => viewAccount(deps, actor),
    setLanguage: ({ actor, body }) => setLanguage(deps, actor, body.language),
    changePassword: ({ actor, body }) => changePassword(deps, actor, body),
    reauthenticate: ({ actor, body }) => reauthenticate(deps, actor, body),
    listSessions: ({ actor }) => listOwnSessions(deps, actor),
    endSession: ({ actor, params }) => endOwnSession(deps, actor, params.accountSessionId),
    endOtherSessions: ({ actor }) => endOtherSessions(deps, actor),
    logOut: ({ actor }) => logOut(deps, actor),
    acceptTerms: ({ actor, body }) => acceptTerms(deps, actor, body.version),
    listTerms: ({ actor }) => listTerms(deps, actor),
    associateCertificate: ({ actor, body }) => associateCertificate(deps, actor, body),
    listAccountCertificates: async ({ actor }) => ({ items: [...(await listOwnCertificates(deps, actor.accountId))] }),
    dissociateCertificate: ({ actor, params }) => dissociateCertificate(deps, actor, params.sha256),
    searchJournal: ({ actor, body }) => searchJournal(deps, actor.accountId, body.cursor),
    exportAccount: ({ actor }) => exportAccount(deps, actor),
    requestErasure: ({ actor }) => requestErasure(deps, actor),
    listErasures: ({ actor }) => listErasures(deps, actor),
  };
}
