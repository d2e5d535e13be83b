import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Deps } from '../deps.ts';
import { sha256Hex } from '../domain/digest.ts';
import { findSession } from '../repositories/sessions.ts';
import type { Guards } from './route.ts';

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
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
