import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Deps } from '../deps.ts';
import { findApprovalOf, type Approval } from '../repositories/approvals.ts';
import { getDossier } from '../repositories/dossiers.ts';
import type { Queryable, Session } from '../repositories/queryable.ts';
import { getSession } from '../repositories/sessions.ts';
import { getTicket } from '../repositories/tickets.ts';
import { requestApproval } from './desk/request-approval.ts';
import { requireState } from './require-state.ts';

/**
 * Where the policy asks for four eyes, a session goes on only once a second person agreed to it; the first call asks them.
 * The approval ends with the session.
 * @throws AppError approvalPending {retryAfterSeconds} | approvalRefused
 */
export async function requireApproval(deps: Deps, session: Session): Promise<void> {
  if (deps.config.policy.unblock.approval === 'none') return;
  if ((await findApprovalOf(deps.db, 'unblock', session.id)) === null) await ask(deps, session.id);
  await recheckApproval(deps, deps.db, session.id);
}

/** The same in the transaction of the response. */
export async function recheckApproval({ config }: Pick<Deps, 'config'>, db: Queryable, sessionId: string): Promise<void> {
  if (config.policy.unblock.approval === 'none') return;
  const approval: Approval | null = await findApprovalOf(db, 'unblock', sessionId);
  if (approval?.state === 'approved') return;
  if (approval?.state === 'refused') throw new AppError('approvalRefused');
  throw new AppError('approvalPending', { retryAfterSeconds: config.policy.approvals.askAgainSeconds });
}

async function ask(deps: Deps, sessionId: string): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    const now = deps.clock.now();
    const session = await getSession(trx, sessionId);
    requireState(session, ['answered', 'challenged'], now);
    const { opened_by: openedBy } = await getTicket(trx, session.ticket_id);
    const { serial, holder, entity, product, office_id: officeId } = await getDossier(trx, session.dossier_id);
    await requestApproval(
      deps,
      trx,
      { kind: 'unblock', subject: sessionId, officeId, requestedBy: openedBy, reason: '', details: { serial, holder, entity, product }, expiresAt: session.expires_at },
      now,
    );
  });
}
