import { mayDo } from '../../src-shared/domain/roles.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Route } from '../../src-shared/http/route-shape.ts';
import { withoutSync } from '../db/without-sync.ts';
import type { Deps } from '../deps.ts';
import { sha256Hex } from '../domain/digest.ts';
import { findAccountSession, touchAccountSession } from '../repositories/account-sessions.ts';
import type { Actor } from './actor.ts';
import { FRESH_MS, isSessionOpen, TOUCH_MS } from './session-limits.ts';

/**
 * The one place where it is decided whether a signed-in person may call a route. The token has 256 random bits, so looking
 * its hash up tells nothing about others.
 * @throws AppError signInRequired | signInExpired | forbidden | termsRequired | reauthenticationRequired
 */
export async function authorise(deps: Deps, bearer: string | null, route: Pick<Route, 'permission' | 'beforeTerms' | 'fresh' | 'unattended'>): Promise<Actor> {
  const now = deps.clock.now();
  const session = bearer === null ? null : await findAccountSession(deps.db, sha256Hex(bearer));
  if (session === null || session.disabled_at !== null) throw new AppError('signInRequired');
  if (session.ended_at !== null || !isSessionOpen(session, session.role, now)) throw new AppError('signInExpired');
  if (route.permission === null || !mayDo(session.role, route.permission)) throw new AppError('forbidden');
  if (!route.beforeTerms && session.terms_version !== deps.terms.current.version) throw new AppError('termsRequired');
  if (route.fresh && session.authenticated_at + FRESH_MS <= now) throw new AppError('reauthenticationRequired');
  if (!route.unattended && session.seen_at + TOUCH_MS <= now) await withoutSync(deps.db, (db) => touchAccountSession(db, session.id, now));
  return { accountId: session.account_id, sessionId: session.id, role: session.role, officeId: session.office_id, language: session.language };
}
