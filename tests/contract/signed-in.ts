import type { Role } from '../../src-shared/domain/roles.ts';
import { noteChange } from '../../src-server/changes/note-change.ts';
import { emailKey } from '../../src-server/domain/email-key.ts';
import { insertAccount } from '../../src-server/repositories/accounts.ts';
import { startSession } from '../../src-server/use-cases/accounts/sign-in/start-session.ts';
import type { AuthorityFixture } from './authority-fixture.ts';

/** A person with an account who is signed in. */
export interface SignedIn {
  readonly accountId: string;
  readonly sessionId: string;
  readonly bearer: string;
  readonly email: string;
  readonly password: string;
}

export const PASSWORD = 'Orage-bleu-74!';

/** Makes an account and signs it in just now, without the ways of a person. @param options.terms accepted; true unless said otherwise. */
export async function signIn(
  fixture: AuthorityFixture,
  options: { readonly role: Role; readonly officeId?: string; readonly terms?: boolean; readonly email?: string; readonly agent?: string },
): Promise<SignedIn> {
  const { db, random, passwords, terms } = fixture.authority.deps;
  const accountId = random.uuid();
  const email = options.email ?? `${options.role}-${accountId.slice(0, 8)}@Exemple.fr`;
  const password = await passwords.enrol(PASSWORD, random.bytes(16));
  const session = await db.transaction().execute(async (trx) => {
    await insertAccount(trx, {
      id: accountId,
      email,
      email_key: emailKey(email),
      first_name: 'Camille',
      last_name: 'Martin',
      language: 'fr',
      role: options.role,
      office_id: options.officeId ?? null,
      password,
      terms_version: options.terms === false ? null : terms.current.version,
      confirmed_at: fixture.now,
      disabled_at: null,
      created_at: fixture.now,
    });
    await noteChange(trx, { accountId, kind: 'account', id: accountId, at: fixture.now });
    return startSession(trx, { random }, { accountId, method: 'password', agent: options.agent ?? 'tests', now: fixture.now });
  });
  return { accountId, sessionId: session.id, bearer: session.token, email, password: PASSWORD };
}
