import type { LoginReply } from '../../../../src-shared/http/accounts.ts';
import { ABSOLUTE_MS, sessionEnd } from '../../../access/session-limits.ts';
import { appendAudit } from '../../../audit/append-audit.ts';
import type { Deps } from '../../../deps.ts';
import type { AccountSession } from '../../../repositories/account-sessions.ts';
import type { Account } from '../../../repositories/accounts.ts';
import type { Trx } from '../../../repositories/queryable.ts';
import { startSession } from './start-session.ts';

/** The session of an accepted login, its row in the audit, and what the person is told. */
export async function openAccountSession(
  deps: Deps,
  trx: Trx,
  account: Account,
  how: { readonly method: AccountSession['method']; readonly agent: string; readonly now: number },
): Promise<LoginReply> {
  const { now } = how;
  const { id, token } = await startSession(trx, deps, { ...how, accountId: account.id });
  deps.failpoint('logIn.sessionStored');
  await appendAudit(trx, { at: now, event: 'login.accepted', subject: account.id, details: { method: how.method, session: id } });
  return {
    sessionId: id,
    sessionToken: token,
    role: account.role,
    termsPending: account.terms_version !== deps.terms.current.version,
    idleUntil: sessionEnd({ created_at: now, seen_at: now }, account.role),
    expiresAt: now + ABSOLUTE_MS[account.role],
    now,
  };
}
