import type { ACCOUNT_ROUTES } from '../../../src-shared/http/accounts.ts';
import type { OWN_ACCOUNT_ROUTES } from '../../../src-shared/http/own-account.ts';
import type { SamplesOf, World } from './sample.ts';

const PROOF = {
  challengeId: '7d0d6a0e-7d3a-4c53-9d52-0a4f7f2d3b11',
  authToken: { format: 'web-eid:1.0', unverifiedCertificate: 'MAA=', algorithm: 'ES256', signature: 'MAA=' },
};
const TOKEN = 'A'.repeat(43);
const NEW = { password: 'Vent-du-large-9!', passwordAgain: 'Vent-du-large-9!' };

export const accountSamples: SamplesOf<typeof ACCOUNT_ROUTES> = {
  signUp: { body: { firstName: 'Élise', lastName: 'Le Goff', email: 'elise.legoff@exemple.fr', ...NEW, language: 'fr' } },
  resendConfirmation: { body: { email: 'elise.legoff@exemple.fr', language: 'fr' } },
  correctAddress: { body: { email: 'elise.lgoff@exemple.fr', password: NEW.password, newEmail: 'elise.legoff@exemple.fr' } },
  confirmAccount: { body: { token: TOKEN } },
  logIn: { body: { email: 'elise.legoff@exemple.fr', password: NEW.password } },
  loginChallenge: {},
  logInWithCertificate: { body: PROOF },
  requestPasswordReset: { body: { email: 'elise.legoff@exemple.fr', language: 'fr' } },
  completePasswordReset: { body: { token: TOKEN, ...NEW } },
  readTerms: {},
};

export async function ownAccountSamples({ authority, holder }: World): Promise<SamplesOf<typeof OWN_ACCOUNT_ROUTES>> {
  const { db, terms } = authority.authority.deps;
  const sha256 = 'ab'.repeat(32);
  await db.insertInto('account_certificates').values({ sha256, account_id: holder.accountId, der: 'MAA=', associated_at: authority.now }).execute();
  return {
    readAccount: {},
    setLanguage: { body: { language: 'en' } },
    changePassword: { body: { currentPassword: holder.password, ...NEW } },
    reauthenticate: { body: { password: holder.password } },
    listSessions: {},
    endSession: { params: { accountSessionId: holder.sessionId } },
    endOtherSessions: {},
    logOut: {},
    acceptTerms: { body: { version: terms.current.version } },
    listTerms: {},
    associateCertificate: { body: PROOF },
    listAccountCertificates: {},
    dissociateCertificate: { params: { sha256 } },
    searchJournal: { body: { cursor: null } },
    exportAccount: {},
    requestErasure: {},
    listErasures: {},
  };
}
