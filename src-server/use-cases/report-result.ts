import type { ResultReply, ResultRequest } from '../../src-shared/http/unblock.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Deps } from '../deps.ts';
import { decideReport, stateOfReport, type CardReport, type ReportDecision } from '../domain/report-decision.ts';
import { stateAt } from '../domain/session-machine.ts';
import { receiptMail, responseRefusedMail } from '../mail/mail-texts.ts';
import { queueMail, sealMail, type SealedMail } from '../mail/queue-mail.ts';
import { getDossier, restoreTries } from '../repositories/dossiers.ts';
import type { Dossier, Queryable, Session } from '../repositories/queryable.ts';
import { getSession, listChallenges, moveSession, storeReport } from '../repositories/sessions.ts';
import { getTicket } from '../repositories/tickets.ts';
import { mailContext } from './mail-context.ts';

/**
 * What the card says after the act. Accepted after the link has expired, when a response was issued in this session; never
 * `confirmed` without one. The same report again gets the same reply; certainty may come late (`unknown`, then `done`).
 * @throws AppError stepOutOfOrder | sessionExpired | sessionElsewhere | sessionClosed | idempotencyMismatch
 */
export async function reportResult(deps: Deps, sessionId: string, report: ResultRequest): Promise<ResultReply> {
  const { db, clock, failpoint } = deps;
  const session = await getSession(db, sessionId);
  const first = await decide(db, session, report);
  refuse(first, session, clock.now());
  const dossier = await getDossier(db, session.dossier_id);
  const proof = first.kind === 'store' ? await prepareProof(deps, session, dossier, report) : null;
  failpoint('reportResult.signed');

  const reply = await db.transaction().execute(async (trx): Promise<ResultReply> => {
    const now = clock.now();
    const current = await getSession(trx, sessionId);
    const decision = await decide(trx, current, report);
    refuse(decision, current, now);
    if (decision.kind === 'replay') return { state: decision.state, receipt: current.receipt, now };
    if (decision.kind !== 'store' || proof === null) throw new Error('the report was neither refused nor prepared');
    const { state } = decision;
    await moveSession(trx, sessionId, current.state, state);
    await storeReport(trx, sessionId, report, proof.receipt, now);
    failpoint('reportResult.stateMoved');
    if (state === 'confirmed') await restoreTries(trx, dossier.id);
    failpoint('reportResult.triesRestored');
    if (proof.mail !== null) await queueMail(trx, proof.mail, now);
    failpoint('reportResult.queued');
    const details = { serial: dossier.serial, outcome: report.outcome, triesLeft: report.triesLeft, triesMax: report.triesMax, late: stateAt(current, now) === 'expired' };
    await appendAudit(trx, { at: now, event: `result.${state}`, subject: sessionId, details });
    return { state, receipt: proof.receipt, now };
  });
  failpoint('reportResult.committed');
  deps.mail.kick();
  return reply;
}

async function decide(db: Queryable, session: Session, report: CardReport): Promise<ReportDecision> {
  const responseIssued = (await listChallenges(db, session.id)).length > 0;
  const reported =
    session.outcome === null ? null : { outcome: session.outcome, triesLeft: session.card_tries_left, triesMax: session.card_tries_max };
  return decideReport({ state: session.state, responseIssued, reported }, report);
}

function refuse(decision: ReportDecision, session: Session, now: number): void {
  switch (decision.kind) {
    case 'contradiction':
      throw new AppError('idempotencyMismatch');
    case 'closed':
      throw new AppError('sessionClosed');
    case 'nothingIssued':
      if (stateAt(session, now) !== 'expired') throw new AppError('stepOutOfOrder', { state: session.state });
      throw new AppError(session.superseded_by === null ? 'sessionExpired' : 'sessionElsewhere');
    case 'store':
    case 'replay':
      return;
  }
}

/** Receipt and mail of a report, made before the transaction because both ask the vault. */
async function prepareProof(
  deps: Deps,
  session: Session,
  dossier: Dossier,
  report: CardReport,
): Promise<{ readonly receipt: string | null; readonly mail: SealedMail | null }> {
  const { language } = await getTicket(deps.db, session.ticket_id);
  const context = mailContext(deps, language);
  const state = stateOfReport(report);
  if (state === 'refused') return { receipt: null, mail: await sealMail(deps, responseRefusedMail(dossier, context)) };
  if (state === 'toReconcile' || report.triesLeft === null || report.triesMax === null) return { receipt: null, mail: null };
  const at = deps.clock.now();
  const receipt = await deps.vault.signReceipt({
    iss: deps.publicUrl(),
    sub: dossier.serial,
    jti: session.id,
    iat: Math.floor(at / 1000),
    act: 'pin-unblocked',
    entity: dossier.entity,
    product: dossier.product,
    tries_left: report.triesLeft,
    tries_max: report.triesMax,
  });
  const proof = { at, triesLeft: report.triesLeft, receipt, receiptId: session.id };
  return { receipt, mail: await sealMail(deps, receiptMail(dossier, context, proof)) };
}
