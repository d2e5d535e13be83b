import type { z } from 'zod';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { TicketReply, ticketRequest } from '../../../src-shared/http/desk.ts';
import type { Actor } from '../../access/actor.ts';
import { appendAudit } from '../../audit/append-audit.ts';
import type { Deps } from '../../deps.ts';
import { maskEmail } from '../../domain/mask-email.ts';
import { rateWaitSeconds, recordRate, requireRate } from '../../limits/rate-limit.ts';
import { earlierReply, writeOnce, type OnceCall } from '../../limits/write-once.ts';
import { LINKS_OF_TOKEN, linksOfAddress } from '../../policy/unblock-limits.ts';
import { prepareLink, storeLink } from '../unblock-link.ts';
import { noteIdentityCheck, requireProven } from './identity.ts';
import { atDesk, countAct, tokenAtDesk } from './token-at-desk.ts';

export type TicketCall = OnceCall & { readonly params: { readonly serial: string }; readonly body: z.output<typeof ticketRequest>; readonly actor: Actor };

/**
 * An operator has the holder of a token sent an unblock link, after looking at a document. The link goes to the holder's
 * address alone; whoever opened the ticket never sees its code, and may not approve what it leads to.
 * @throws AppError notFound | ownRequest | identityNotProven | answersLocked | linkThrottled {retryAfterSeconds} |
 *   tooManyRequests {retryAfterSeconds} | idempotencyMismatch | vaultUnavailable
 */
export async function openUnblockTicket(deps: Deps, call: TicketCall): Promise<TicketReply> {
  const { db, clock, config, random, failpoint } = deps;
  const earlier = await earlierReply<TicketReply>(db, call);
  if (earlier !== null) return earlier;
  const { body } = call;
  const operator = atDesk(call.actor);
  const known = await tokenAtDesk(db, call.params.serial, operator);
  const link = await prepareLink(deps, known, body.language, clock.now());

  const reply = await writeOnce(deps, call, async (trx, now): Promise<TicketReply> => {
    const dossier = await tokenAtDesk(trx, call.params.serial, operator);
    requireProven(deps, body.identity, now);
    if (dossier.locked_at !== null) throw new AppError('answersLocked');
    const retryAfterSeconds = await rateWaitSeconds(trx, LINKS_OF_TOKEN, dossier.serial, now);
    if (retryAfterSeconds > 0) throw new AppError('linkThrottled', { retryAfterSeconds });
    const address = dossier.email.toLowerCase();
    await requireRate(trx, linksOfAddress(config.policy), address, now);
    await countAct(deps, trx, operator, now);
    await recordRate(trx, random, LINKS_OF_TOKEN, dossier.serial, now);
    await recordRate(trx, random, linksOfAddress(config.policy), address, now);
    const ticketId = await storeLink(deps, trx, dossier, link, operator.accountId);
    failpoint('unblockTicket.linked');
    await noteIdentityCheck(deps, trx, body.identity, { ...operator, at: now }, { ticket_id: ticketId });
    failpoint('unblockTicket.noted');
    const details = { ticket: ticketId, by: operator.accountId, office: operator.officeId, document: body.identity.documentType };
    await appendAudit(trx, { at: now, event: 'ticket.opened', subject: dossier.serial, details });
    return { ticketId, maskedEmail: maskEmail(dossier.email), expiresAt: link.expiresAt, approvalNeeded: config.policy.unblock.approval === 'fourEyes' };
  });
  failpoint('unblockTicket.committed');
  deps.mail.kick();
  return reply;
}
