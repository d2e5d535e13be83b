import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Route } from '../../src-shared/http/route-shape.ts';
import type { Actor } from '../access/actor.ts';
import { authorise } from '../access/authorise.ts';
import type { Deps } from '../deps.ts';
import { sha256Hex } from '../domain/digest.ts';
import { findSession } from '../repositories/sessions.ts';

/** Who may pass, by the route's `auth`. */
export interface Guards {
  /** @throws AppError sessionUnknown */
  readonly session: (sessionId: string, bearer: string | null) => Promise<void>;
  /** @throws AppError notFound */
  readonly embedded: (bearer: string | null) => Promise<void>;
  /** @throws AppError signInRequired | signInExpired | forbidden | termsRequired | reauthenticationRequired */
  readonly account: (bearer: string | null, route: Pick<Route, 'permission' | 'beforeTerms' | 'fresh' | 'unattended'>) => Promise<Actor>;
}

const BEARER = /^Bearer ([\x21-\x7e]{1,256})$/u;

export function bearerOf(request: FastifyRequest): string | null {
  return BEARER.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

/** Compared as SHA-256 in constant time, also where there is nothing to compare with: the refusal tells nothing. */
export function makeGuards(deps: Deps): Guards {
  return {
    async session(sessionId, bearer) {
      const session = await findSession(deps.db, sessionId);
      const expected = Buffer.from(session?.token_hash ?? '0'.repeat(64), 'hex');
      const given = Buffer.from(sha256Hex(bearer ?? ''), 'hex');
      if (!timingSafeEqual(expected, given) || session === null) throw new AppError('sessionUnknown');
    },
    async embedded(bearer) {
      const { embeddedToken } = deps.config;
      if (!timingSafeEqual(digest(bearer ?? ''), digest(embeddedToken ?? 'none')) || embeddedToken === null || bearer === null) throw new AppError('notFound');
    },
    account: (bearer, route) => authorise(deps, bearer, route),
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
