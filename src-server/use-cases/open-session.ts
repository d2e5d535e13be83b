import type { z } from 'zod';
import { formatSerial } from '../../src-shared/domain/serial.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { OpenSessionReply, openSessionRequest } from '../../src-shared/http/unblock.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { canonicalJson } from '../audit/canonical-json.ts';
import type { Deps } from '../deps.ts';
import { sha256Hex } from '../domain/digest.ts';
import { recordRate, requireRate } from '../limits/rate-limit.ts';
import { sessionsOfToken } from '../policy/unblock-limits.ts';
import { voidApprovals } from '../repositories/approvals.ts';
import { getDossier } from '../repositories/dossiers.ts';
import type { Session, Ticket, Trx } from '../repositories/queryable.ts';
import { getSession, getSessionOfTicket, insertSession, supersedeOpenSessions } from '../repositories/sessions.ts';
import { findTicketByCodeHash, takeTicket } from '../repositories/tickets.ts';
import { sessionTokenOf } from './session-token.ts';
import { viewSession } from './view-session.ts';

/**
 * Opens the session of a link, once. The same code with the same Idempotency-Key and body gives the same session again, so
 * a lost reply costs nothing; anyone else finds the link used. A wrong token, or one that is not blocked, neither uses the
 * link nor spends a try; the same for a token of another kind.
 * @throws AppError linkUnknown | linkUsed | linkReplaced | linkExpired | wrongToken {expected, found}? | answersLocked |
 *   tokenNotBlocked | idempotencyMismatch | tooManyRequests {retryAfterSeconds}, and then the link stays unused, too
 */
export async function openSession(
  deps: Deps,
  request: z.output<typeof openSessionRequest>,
  idempotencyKey: string,
): Promise<OpenSessionReply> {
  const { db, clock, random, failpoint } = deps;
  const now = clock.now();
  const keyHash = sha256Hex(idempotencyKey.toLowerCase());
  const bodyHash = sha256Hex(canonicalJson(request));
  const newId = random.uuid();
  const newToken = await sessionTokenOf(deps, newId);

  const reply = await db.transaction().execute(async (trx) => {
    const ticket = await findTicketByCodeHash(trx, sha256Hex(request.code));
    if (ticket === null) throw new AppError('linkUnknown');
    if (ticket.used_at !== null) return viewSession(trx, await earlierSession(trx, ticket, { keyHash, bodyHash, now }), now);
    const dossier = await getDossier(trx, ticket.dossier_id);
    if (ticket.voided_at !== null) throw new AppError('linkReplaced');
    if (ticket.expires_at <= now) throw new AppError('linkExpired');
    if (dossier.serial !== request.serial) {
      throw new AppError('wrongToken', { expected: formatSerial(dossier.serial), found: formatSerial(request.serial) });
    }
    // The serial is right and the kind is not: a card that pretends, or an app that is mistaken.
    if (dossier.profile !== request.profile) throw new AppError('wrongToken');
    if (dossier.locked_at !== null) throw new AppError('answersLocked');
    if (!request.blocked) throw new AppError('tokenNotBlocked');
    const ofToken = sessionsOfToken(deps.config.policy);
    await requireRate(trx, ofToken, dossier.serial, now);
    if (!(await takeTicket(trx, ticket.id, { keyHash, bodyHash, now }))) throw new AppError('linkUsed');
    await recordRate(trx, random, ofToken, dossier.serial, now);
    failpoint('openSession.ticketUsed');
    const olderOnes = await supersedeOpenSessions(trx, dossier.serial, newId);
    await voidApprovals(trx, 'unblock', olderOnes);
    for (const closed of olderOnes) {
      await appendAudit(trx, { at: now, event: 'session.superseded', subject: closed, details: { by: newId } });
    }
    failpoint('openSession.olderClosed');
    await insertSession(trx, {
      id: newId,
      ticket_id: ticket.id,
      dossier_id: dossier.id,
      serial: dossier.serial,
      profile: dossier.profile,
      key_number: dossier.key_number,
      token_hash: sha256Hex(newToken),
      opened_at: now,
      expires_at: ticket.expires_at,
    });
    failpoint('openSession.inserted');
    await appendAudit(trx, { at: now, event: 'session.opened', subject: newId, details: { serial: dossier.serial, profile: dossier.profile } });
    return viewSession(trx, await getSession(trx, newId), now);
  });
  failpoint('openSession.committed');
  return { ...reply, sessionToken: reply.sessionId === newId ? newToken : await sessionTokenOf(deps, reply.sessionId) };
}

/** The session a used link already opened, for the caller that opened it. */
async function earlierSession(
  trx: Trx,
  ticket: Ticket,
  use: { readonly keyHash: string; readonly bodyHash: string; readonly now: number },
): Promise<Session> {
  if (ticket.open_key_hash !== use.keyHash) throw new AppError('linkUsed');
  if (ticket.open_body_hash !== use.bodyHash) throw new AppError('idempotencyMismatch');
  if (ticket.expires_at <= use.now) throw new AppError('linkExpired');
  return getSessionOfTicket(trx, ticket.id);
}
