import { readAuditHead } from '../audit/audit-head.ts';
import { IDLE_MS } from '../access/session-limits.ts';
import type { Deps } from '../deps.ts';
import { OPEN_STATES } from '../domain/session-machine.ts';
import { readBacklog } from '../repositories/outbox.ts';

/** Numbers of the database, for whoever watches it. */
export async function readState({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<Readonly<Record<'mailsWaiting' | 'mailOldestSeconds' | 'auditSeq' | 'unblockSessions' | 'accountSessions', number>>> {
  const now = clock.now();
  const [backlog, head, unblock, account] = await Promise.all([
    readBacklog(db, now),
    readAuditHead(db),
    db.selectFrom('sessions').select((e) => e.fn.countAll<number>().as('n')).where('state', 'in', [...OPEN_STATES]).where('expires_at', '>', now).executeTakeFirstOrThrow(),
    db.selectFrom('account_sessions').select((e) => e.fn.countAll<number>().as('n')).where('ended_at', 'is', null).where('seen_at', '>', now - IDLE_MS).executeTakeFirstOrThrow(),
  ]);
  return {
    mailsWaiting: backlog.waiting,
    mailOldestSeconds: backlog.oldest === null ? 0 : Math.max(0, (now - backlog.oldest) / 1000),
    auditSeq: head.seq,
    unblockSessions: unblock.n,
    accountSessions: account.n,
  };
}
