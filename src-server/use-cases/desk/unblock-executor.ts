import { AppError } from '../../../src-shared/errors/app-error.ts';
import { emailKey } from '../../domain/email-key.ts';
import { isOpen, stateAt } from '../../domain/session-machine.ts';
import { unblockRefusedMail } from '../../mail/texts/desk-mails.ts';
import { queueMail, sealMail } from '../../mail/queue-mail.ts';
import { getAccount } from '../../repositories/accounts.ts';
import { getDossier } from '../../repositories/dossiers.ts';
import { getSession } from '../../repositories/sessions.ts';
import { getTicket } from '../../repositories/tickets.ts';
import { mailContext } from '../mail-context.ts';
import type { ApprovalExecutor } from './approval-executor.ts';

/** The authority may compute responses for one session; refused, its holder is told and the session ends with its link. */
export const unblockExecutor: ApprovalExecutor = {
  async isAbout(db, { subject }, { accountId }) {
    const dossier = await getDossier(db, (await getSession(db, subject)).dossier_id);
    return emailKey(dossier.email) === (await getAccount(db, accountId)).email_key;
  },
  async prepare(deps, { subject }, decision) {
    const session = await getSession(deps.db, subject);
    const { language } = await getTicket(deps.db, session.ticket_id);
    const dossier = await getDossier(deps.db, session.dossier_id);
    const mail = decision === 'refused' ? await sealMail(deps, unblockRefusedMail(dossier, mailContext(deps, language))) : null;
    return async (trx, now) => {
      const current = await getSession(trx, subject);
      if (!isOpen(stateAt(current, now))) throw new AppError('approvalVoid');
      if (mail !== null) await queueMail(trx, mail, now);
    };
  },
};
