import type { AccountReply } from '../../../../src-shared/http/own-account.ts';
import type { Actor } from '../../../access/actor.ts';
import { ABSOLUTE_MS, FRESH_MS, sessionEnd } from '../../../access/session-limits.ts';
import type { Deps } from '../../../deps.ts';
import { getAccountSession } from '../../../repositories/account-sessions.ts';
import { getAccount, type Account } from '../../../repositories/accounts.ts';

export async function viewAccount(deps: Deps, actor: Actor): Promise<AccountReply> {
  const { db, clock } = deps;
  const account = await getAccount(db, actor.accountId);
  const session = await getAccountSession(db, actor.sessionId);
  return {
    ...whoIs(deps, account),
    session: {
      sessionId: session.id,
      method: session.method,
      idleUntil: sessionEnd(session, account.role),
      expiresAt: session.created_at + ABSOLUTE_MS[account.role],
      freshUntil: session.authenticated_at + FRESH_MS,
    },
    now: clock.now(),
  };
}

export function whoIs({ terms }: Pick<Deps, 'terms'>, account: Account): Omit<AccountReply, 'session' | 'now'> {
  return {
    accountId: account.id,
    email: account.email,
    firstName: account.first_name,
    lastName: account.last_name,
    language: account.language,
    role: account.role,
    officeId: account.office_id,
    createdAt: account.created_at,
    termsAccepted: account.terms_version,
    termsInForce: terms.current.version,
  };
}
