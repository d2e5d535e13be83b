import type { Deps } from '../../../deps.ts';
import { isClientKnown, listAccountSessions } from '../../../repositories/account-sessions.ts';
import type { Account } from '../../../repositories/accounts.ts';

/** So many wrong passwords before the right one are worth a mail. */
const FAILURES_TOLD = 3;

/**
 * Whether a login is told by mail (ASVS 6.3.5): from a program never seen with this account, but for its first; or after failures.
 * The mail says when, not from what: what a program calls itself is written by whoever wrote it.
 */
export async function isSuspicious({ db }: Pick<Deps, 'db'>, account: Account, login: { readonly agent: string; readonly failures: number }): Promise<boolean> {
  if (login.failures >= FAILURES_TOLD) return true;
  return !(await isClientKnown(db, account.id, login.agent)) && (await listAccountSessions(db, account.id)).length > 0;
}
