import type { z } from 'zod';
import { ANSWER_TRIES_MAX } from '../../../src-shared/domain/unblock-state.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { ReopeningReply, reopeningRequest } from '../../../src-shared/http/desk.ts';
import type { Actor } from '../../access/actor.ts';
import { appendAudit } from '../../audit/append-audit.ts';
import type { Deps } from '../../deps.ts';
import { earlierReply, writeOnce, type OnceCall } from '../../limits/write-once.ts';
import { isDossierRevoked } from '../../repositories/dossiers.ts';
import { noteIdentityCheck, requireProven } from './identity.ts';
import { prepareReopening } from './reopen-answers-executor.ts';
import { requestApproval } from './request-approval.ts';
import { atDesk, countAct, tokenAtDesk } from './token-at-desk.ts';

const HOUR_MS = 60 * 60_000;

export type ReopeningCall = OnceCall & { readonly params: { readonly serial: string }; readonly body: z.output<typeof reopeningRequest>; readonly actor: Actor };

/**
 * An operator who has seen the holder gives the tries of the secret answers back, or asks a second person to: as the policy
 * says. Never for a token whose certificates are revoked.
 * @throws AppError notFound | ownRequest | policyForbids | identityNotProven | certificateRevoked | nothingToReopen |
 *   tooManyRequests {retryAfterSeconds} | idempotencyMismatch | vaultUnavailable
 */
export async function reopenAnswers(deps: Deps, call: ReopeningCall): Promise<ReopeningReply> {
  const { db, config, failpoint } = deps;
  const earlier = await earlierReply<ReopeningReply>(db, call);
  if (earlier !== null) return earlier;
  const { body } = call;
  const operator = atDesk(call.actor);
  const known = await tokenAtDesk(db, call.params.serial, operator);
  const rule = config.policy.reopenAnswers;
  if (rule === 'never') throw new AppError('policyForbids');
  const effect = await prepareReopening(deps, known, body.language, null);

  const reply = await writeOnce(deps, call, async (trx, now): Promise<ReopeningReply> => {
    const dossier = await tokenAtDesk(trx, call.params.serial, operator);
    requireProven(deps, body.identity, now);
    if (await isDossierRevoked(trx, dossier.id)) throw new AppError('certificateRevoked');
    if (dossier.locked_at === null && dossier.tries_left === ANSWER_TRIES_MAX) throw new AppError('nothingToReopen');
    await countAct(deps, trx, operator, now);
    const by = { ...operator, at: now };
    const { serial, holder, entity, product, office_id: officeId } = dossier;
    const told = { by: operator.accountId, office: operator.officeId, document: body.identity.documentType, rule };
    await appendAudit(trx, { at: now, event: 'answers.reopeningAsked', subject: serial, details: told });
    if (rule === 'oneOperator') {
      await noteIdentityCheck(deps, trx, body.identity, by, {});
      await effect(trx, now);
      return { outcome: 'reopened', approvalId: null, triesLeft: ANSWER_TRIES_MAX };
    }
    const question = {
      kind: 'reopenAnswers',
      subject: serial,
      officeId: officeId ?? operator.officeId,
      requestedBy: operator.accountId,
      reason: body.reason,
      details: { serial, holder, entity, product, language: body.language },
      expiresAt: now + config.policy.approvals.hours * HOUR_MS,
    } as const;
    const approvalId = await requestApproval(deps, trx, question, now);
    await noteIdentityCheck(deps, trx, body.identity, by, { approval_id: approvalId });
    return { outcome: 'approvalPending', approvalId, triesLeft: dossier.tries_left };
  });
  failpoint('reopenAnswers.committed');
  deps.mail.kick();
  return reply;
}
