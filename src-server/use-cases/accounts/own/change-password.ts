import type { z } from 'zod';
import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { passwordChangeRequest } from '../../../../src-shared/http/own-account.ts';
import type { Actor } from '../../../access/actor.ts';
import { appendAudit } from '../../../audit/append-audit.ts';
import type { Deps } from '../../../deps.ts';
import { queueMail } from '../../../mail/queue-mail.ts';
import { requireGoodPassword } from '../../../passwords/require-good-password.ts';
import { endAccountSessions, renewAuthentication } from '../../../repositories/account-sessions.ts';
import { voidAccountTokens } from '../../../repositories/account-tokens.ts';
import { getAccount, updateAccount } from '../../../repositories/accounts.ts';
import { requireOwnPassword } from './require-own-password.ts';
import { sealNotice } from './seal-notice.ts';

/**
 * Changes the password of whoever shows the current one (ASVS 6.2.3). Other sessions end (7.4.3), links to set a password are void, the
 * person is told.
 * @throws AppError credentialsRefused | passwordRefused {rule} | passwordsDiffer | tooManyRequests {retryAfterSeconds}
 */
export async function changePassword(deps: Deps, actor: Actor, request: z.output<typeof passwordChangeRequest>): Promise<{ readonly ended: number }> {
  const { db, clock, random, failpoint } = deps;
  const account = await requireOwnPassword(deps, actor, request.currentPassword);
  requireGoodPassword(deps, request, [account.first_name, account.last_name, account.email]);
  if (request.password === request.currentPassword) throw new AppError('passwordRefused', { rule: 'unchanged' });
  const password = await deps.passwords.enrol(request.password, random.bytes(16));
  const notice = await sealNotice(deps, account, 'passwordChanged');
  failpoint('changePassword.hashed');
  const ended = await db.transaction().execute(async (trx) => {
    const now = clock.now();
    // Changed meanwhile by another session or by a link: what was shown is the current password no more.
    if ((await getAccount(trx, account.id)).password !== account.password) throw new AppError('credentialsRefused');
    await updateAccount(trx, account.id, { password });
    failpoint('changePassword.changed');
    await voidAccountTokens(trx, account.id, now);
    const count = await endAccountSessions(trx, { accountId: account.id, except: actor.sessionId, now, reason: 'passwordChanged' });
    failpoint('changePassword.sessionsEnded');
    await renewAuthentication(trx, actor.sessionId, now);
    await queueMail(trx, notice, now);
    await appendAudit(trx, { at: now, event: 'account.passwordChanged', subject: account.id, details: { session: actor.sessionId, sessionsEnded: count } });
    return count;
  });
  failpoint('changePassword.committed');
  deps.mail.kick();
  return { ended };
}
