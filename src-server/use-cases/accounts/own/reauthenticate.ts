import type { z } from 'zod';
import type { freshReply, reauthenticationRequest } from '../../../../src-shared/http/own-account.ts';
import type { Actor } from '../../../access/actor.ts';
import { FRESH_MS } from '../../../access/session-limits.ts';
import { appendAudit } from '../../../audit/append-audit.ts';
import type { Deps } from '../../../deps.ts';
import { findAssociatedCertificate } from '../../../repositories/account-certificates.ts';
import { renewAuthentication } from '../../../repositories/account-sessions.ts';
import { certificateRefused } from '../../../web-eid/verify-token.ts';
import { proveCertificate } from '../sign-in/prove-certificate.ts';
import { requireOwnPassword } from './require-own-password.ts';

/**
 * Shows password or certificate again, which opens for five minutes what asks for it.
 * @throws AppError credentialsRefused | certificateRefused {reason} | certificateIssuerRevoked | tooManyRequests {retryAfterSeconds}
 */
export async function reauthenticate(deps: Deps, actor: Actor, request: z.output<typeof reauthenticationRequest>): Promise<z.input<typeof freshReply>> {
  if ('password' in request) await requireOwnPassword(deps, actor, request.password);
  else await requireOwnCertificate(deps, actor, request);
  const now = deps.clock.now();
  await deps.db.transaction().execute(async (trx) => {
    await renewAuthentication(trx, actor.sessionId, now);
    const method = 'password' in request ? 'password' : 'certificate';
    await appendAudit(trx, { at: now, event: 'account.reauthenticated', subject: actor.accountId, details: { session: actor.sessionId, method } });
  });
  return { freshUntil: now + FRESH_MS, now };
}

async function requireOwnCertificate(deps: Deps, actor: Actor, proof: Parameters<typeof proveCertificate>[1]): Promise<void> {
  const { sha256 } = await proveCertificate(deps, proof);
  if ((await findAssociatedCertificate(deps.db, sha256))?.account_id !== actor.accountId) throw certificateRefused('notAccepted');
}
