import type { Language } from '../../../../src-shared/domain/views.ts';
import type { Actor } from '../../../access/actor.ts';
import { appendAudit } from '../../../audit/append-audit.ts';
import { noteChange } from '../../../changes/note-change.ts';
import type { Deps } from '../../../deps.ts';
import { updateAccount } from '../../../repositories/accounts.ts';

/** The language of mails from now on. */
export async function setLanguage({ db, clock }: Deps, actor: Actor, language: Language): Promise<{ readonly language: Language }> {
  await db.transaction().execute(async (trx) => {
    const now = clock.now();
    await updateAccount(trx, actor.accountId, { language });
    await noteChange(trx, { accountId: actor.accountId, kind: 'account', id: actor.accountId, at: now });
    await appendAudit(trx, { at: now, event: 'account.languageChanged', subject: actor.accountId, details: { language } });
  });
  return { language };
}
