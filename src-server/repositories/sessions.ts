import type { SessionState } from '../../src-shared/domain/unblock-state.ts';
import type { CardReport } from '../domain/report-decision.ts';
import { canMove, OPEN_STATES } from '../domain/session-machine.ts';
import type { Attempt, Challenge, Queryable, Session, Trx } from './queryable.ts';

export async function findSession(db: Queryable, id: string): Promise<Session | null> {
  return (await db.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

export async function getSession(db: Queryable, id: string): Promise<Session> {
  return db.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

export async function getSessionOfTicket(db: Queryable, ticketId: string): Promise<Session> {
  return db.selectFrom('sessions').selectAll().where('ticket_id', '=', ticketId).executeTakeFirstOrThrow();
}

export async function insertSession(
  trx: Trx,
  session: Pick<Session, 'id' | 'ticket_id' | 'dossier_id' | 'serial' | 'profile' | 'key_number' | 'token_hash' | 'opened_at' | 'expires_at'>,
): Promise<void> {
  await trx
    .insertInto('sessions')
    .values({
      ...session,
      state: 'opened',
      superseded_by: null,
      outcome: null,
      card_tries_left: null,
      card_tries_max: null,
      reported_at: null,
      receipt: null,
    })
    .execute();
}

/** Closes whatever session the token has open, in favour of `newId`; returns the ids closed (at most one). */
export async function supersedeOpenSessions(trx: Trx, serial: string, newId: string): Promise<readonly string[]> {
  const rows = await trx
    .updateTable('sessions')
    .set({ state: 'expired', superseded_by: newId })
    .where('serial', '=', serial)
    .where('state', 'in', [...OPEN_STATES])
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}

/** Ends whatever session the token has open, with none in its place; returns the ids ended (at most one). */
export async function expireOpenSessions(trx: Trx, serial: string): Promise<readonly string[]> {
  const rows = await trx
    .updateTable('sessions')
    .set({ state: 'expired' })
    .where('serial', '=', serial)
    .where('state', 'in', [...OPEN_STATES])
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}

/**
 * Moves a session along the state machine, from the state it was read in.
 * @throws Error when the move is none of the machine's or the row is no longer in `from`: a bug, never a person's doing.
 */
export async function moveSession(trx: Trx, id: string, from: SessionState, to: SessionState): Promise<void> {
  if (!canMove(from, to)) throw new Error(`a session does not go from ${from} to ${to}`);
  const result = await trx.updateTable('sessions').set({ state: to }).where('id', '=', id).where('state', '=', from).executeTakeFirst();
  if (result.numUpdatedRows !== 1n) throw new Error(`the session is not in ${from}`);
}

export async function storeReport(trx: Trx, id: string, report: CardReport, receipt: string | null, now: number): Promise<void> {
  await trx
    .updateTable('sessions')
    .set({ outcome: report.outcome, card_tries_left: report.triesLeft, card_tries_max: report.triesMax, reported_at: now, receipt })
    .where('id', '=', id)
    .execute();
}

export async function findAttempt(db: Queryable, sessionId: string, attemptId: string): Promise<Attempt | null> {
  const row = await db.selectFrom('attempts').selectAll().where('session_id', '=', sessionId).where('attempt_id', '=', attemptId).executeTakeFirst();
  return row ?? null;
}

export async function findLastAttempt(db: Queryable, sessionId: string): Promise<Attempt | null> {
  const row = await db.selectFrom('attempts').selectAll().where('session_id', '=', sessionId).orderBy('number', 'desc').limit(1).executeTakeFirst();
  return row ?? null;
}

export async function insertAttempt(trx: Trx, attempt: Attempt): Promise<void> {
  await trx.insertInto('attempts').values(attempt).execute();
}

export async function listChallenges(db: Queryable, sessionId: string): Promise<readonly Challenge[]> {
  return db.selectFrom('challenges').selectAll().where('session_id', '=', sessionId).orderBy('issued_at').execute();
}

export async function insertChallenge(trx: Trx, challenge: Challenge): Promise<void> {
  await trx.insertInto('challenges').values(challenge).execute();
}
