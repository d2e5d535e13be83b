import { z } from 'zod';
import { IDENTITY_DOCUMENTS, IDENTITY_REFUSALS } from '../domain/desk.ts';
import { ANSWER_TRIES_MAX } from '../domain/unblock-state.ts';
import { id, language, line, time } from './fields.ts';
import { route } from './route-shape.ts';

/** What an operator does for a holder who stands before them or called: never with a code, a PIN or an answer. */

/** What was looked at. No number, no copy. */
export const identityCheck = z
  .strictObject({
    documentType: z.enum(IDENTITY_DOCUMENTS),
    documentExpires: z.iso.date(),
    /** The person is who the document shows, and the document names the holder. */
    matches: z.boolean(),
    /** Null: the document was accepted. */
    refusal: z.enum(IDENTITY_REFUSALS).nullable(),
  })
  .refine(({ matches, refusal }) => matches || refusal !== null);

export const ticketRequest = z.strictObject({ identity: identityCheck, reason: line(300), language });
export const ticketReply = z.strictObject({
  ticketId: id,
  /** Where the mail went; the code is in it alone. */
  maskedEmail: z.string(),
  expiresAt: time,
  /** A second person has to agree before the authority computes a response. */
  approvalNeeded: z.boolean(),
});

export const reopeningRequest = z.strictObject({ identity: identityCheck, reason: line(300), language });
export const reopeningReply = z.strictObject({
  outcome: z.enum(['reopened', 'approvalPending']),
  approvalId: id.nullable(),
  triesLeft: z.number().int().min(0).max(ANSWER_TRIES_MAX),
});

export const DESK_TOKEN_ROUTES = {
  openUnblockTicket: route({ method: 'POST', path: '/v1/tokens/:serial/unblock-tickets', summary: 'Send the holder of a token an unblock link', auth: 'account', permission: 'unblock.openTicket', idempotent: true, body: ticketRequest, reply: ticketReply, status: 201 }),
  reopenAnswers: route({ method: 'POST', path: '/v1/tokens/:serial/answers-reopenings', summary: 'Give back the tries of the answers, after the holder was seen', auth: 'account', permission: 'unblock.reopenAnswers', fresh: true, idempotent: true, body: reopeningRequest, reply: reopeningReply, status: 201 }),
};

export type IdentityCheck = z.infer<typeof identityCheck>;
export type TicketReply = z.infer<typeof ticketReply>;
export type ReopeningReply = z.infer<typeof reopeningReply>;
