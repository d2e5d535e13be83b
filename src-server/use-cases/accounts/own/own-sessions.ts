import type { z } from 'zod';
import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { sessionList } from '../../../../src-shared/http/own-account.ts';
import type { Actor } from '../../../access/actor.ts';
import { isSessionOpen } from '../../../access/session-limits.ts';
import { appendAudit } from '../../../audit/append-audit.ts';
import type { Deps } from '../../../deps.ts';
import { endAccountSession, endAccountSessions, listOpenAccountSessions } from '../../../repositories/account-sessions.ts';

/** Open sessions of whoever asks, newest first. */
export async function listOwnSessions({ db, clock }: Deps, actor: Actor): Promise<z.input<typeof sessionList>> {
  const now = clock.now();
  const open = (await listOpenAccountSessions(db, actor.accountId)).filter((session) => isSessionOpen(session, actor.role, now));
  return {
    items: open.map((session) => ({
      sessionId: session.id,
      method: session.method,
      client: session.client,
      createdAt: session.created_at,
      seenAt: session.seen_at,
      current: session.id === actor.sessionId,
    })),
  };
}

/** @throws AppError notFound, for a session that is somebody else's or over. */
export async function endOwnSession({ db, clock }: Deps, actor: Actor, id: string): Promise<{ readonly ended: number }> {
  await db.transaction().execute(async (trx) => {
    const now = clock.now();
    if (!(await endAccountSession(trx, { accountId: actor.accountId, id, now, reason: 'closedByOwner' }))) throw new AppError('notFound');
    await appendAudit(trx, { at: now, event: 'account.sessionClosed', subject: actor.accountId, details: { session: id, by: actor.sessionId } });
  });
  return { ended: 1 };
}

export async function endOtherSessions({ db, clock }: Deps, actor: Actor): Promise<{ readonly ended: number }> {
  return db.transaction().execute(async (trx) => {
    const now = clock.now();
    const ended = await endAccountSessions(trx, { accountId: actor.accountId, except: actor.sessionId, now, reason: 'closedByOwner' });
    await appendAudit(trx, { at: now, event: 'account.otherSessionsClosed', subject: actor.accountId, details: { count: ended, by: actor.sessionId } });
    return { ended };
  });
}

/** Ends the session at the authority, whatever the client does with its token (ASVS 7.4.1). */
export async function logOut({ db, clock }: Deps, actor: Actor): Promise<{ readonly ended: number }> {
  await db.transaction().execute(async (trx) => {
    const now = clock.now();
    await endAccountSession(trx, { accountId: actor.accountId, id: actor.sessionId, now, reason: 'loggedOut' });
    await appendAudit(trx, { at: now, event: 'account.loggedOut', subject: actor.accountId, details: { session: actor.sessionId } });
  });
  return { ended: 1 };
}
