import type { FastifyReply } from 'fastify';
import type { AuthorityErrorCode } from './status-of.ts';

/** What replies refused with, for whoever counts them once they are sent. */
const CODES = new WeakMap<FastifyReply, AuthorityErrorCode>();

export function noteRefusal(reply: FastifyReply, code: AuthorityErrorCode): void {
  CODES.set(reply, code);
}

/** @returns null: it is no refusal. */
export function refusalCodeOf(reply: FastifyReply): AuthorityErrorCode | null {
  return CODES.get(reply) ?? null;
}
