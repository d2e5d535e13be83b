import { z } from 'zod';
import type { Language } from '../../../src-shared/domain/views.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { language } from '../../../src-shared/http/fields.ts';
import { appendAudit } from '../../audit/append-audit.ts';
import type { Deps } from '../../deps.ts';
import { emailKey } from '../../domain/email-key.ts';
import { queueMail, sealMail } from '../../mail/queue-mail.ts';
import { answersReopenedMail } from '../../mail/texts/desk-mails.ts';
import { getAccount } from '../../repositories/accounts.ts';
import { voidApprovals } from '../../repositories/approvals.ts';
import { findDossierBySerial, isDossierRevoked, reopenTries } from '../../repositories/dossiers.ts';
import type { Dossier, Trx } from '../../repositories/queryable.ts';
import { expireOpenSessions } from '../../repositories/sessions.ts';
import { mailContext } from '../mail-context.ts';
import type { ApprovalExecutor, Effect } from './approval-executor.ts';

const details = z.object({ language });

/** Tries given back once a second person agrees; the holder is told then, not before. */
export const reopenAnswersExecutor: ApprovalExecutor = {
  async isAbout(db, { subject }, { accountId }) {
    const dossier = await findDossierBySerial(db, subject);
    return dossier !== null && emailKey(dossier.email) === (await getAccount(db, accountId)).email_key;
  },
  async prepare(deps, approval, decision) {
    const dossier = await findDossierBySerial(deps.db, approval.subject);
    if (dossier === null) throw new AppError('approvalVoid');
    if (decision === 'refused') return async () => undefined;
    return prepareReopening(deps, dossier, details.parse(JSON.parse(approval.details)).language, approval.id);
  },
};

/**
 * Gives the tries back and tells the holder. A session that is under way ends: its attempts are numbered by tries that are
 * no more.
 * @throws AppError certificateRevoked | approvalVoid, by the effect, when there is nothing to give back any more.
 */
export async function prepareReopening(deps: Deps, dossier: Dossier, mailLanguage: Language, approvalId: string | null): Promise<Effect> {
  const mail = await sealMail(deps, answersReopenedMail(dossier, mailContext(deps, mailLanguage)));
  return async (trx, now) => {
    if (await isDossierRevoked(trx, dossier.id)) throw new AppError('certificateRevoked');
    if (!(await reopenTries(trx, dossier.id))) throw new AppError('approvalVoid');
    deps.failpoint('reopenAnswers.restored');
    await endSessions(trx, dossier.serial, now);
    await queueMail(trx, mail, now);
    deps.failpoint('reopenAnswers.queued');
    await appendAudit(trx, { at: now, event: 'answers.reopened', subject: dossier.serial, details: { approval: approvalId } });
  };
}

async function endSessions(trx: Trx, serial: string, now: number): Promise<void> {
  const ended = await expireOpenSessions(trx, serial);
  await voidApprovals(trx, 'unblock', ended);
  for (const id of ended) await appendAudit(trx, { at: now, event: 'session.ended', subject: id, details: { by: 'answersReopened' } });
}
