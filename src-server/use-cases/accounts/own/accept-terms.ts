import type { z } from 'zod';
import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { termsAcceptance, termsHistory } from '../../../../src-shared/http/own-account.ts';
import type { Actor } from '../../../access/actor.ts';
import { appendAudit } from '../../../audit/append-audit.ts';
import { noteChange } from '../../../changes/note-change.ts';
import { sha256Hex } from '../../../domain/digest.ts';
import type { Deps } from '../../../deps.ts';
import { queueMail, sealMail } from '../../../mail/queue-mail.ts';
import { termsCopyMail } from '../../../mail/texts/account-mails.ts';
import { getAccount, updateAccount } from '../../../repositories/accounts.ts';
import { findTermsAcceptance, insertTermsAcceptance, listTermsAcceptances } from '../../../repositories/terms-acceptances.ts';
import { mailContext } from '../../mail-context.ts';
import { personOf } from '../sign-up/sign-up-link.ts';

/**
 * Accepts the terms in force, as read: another version is refused. Accepting again changes nothing, and no second copy is mailed.
 * @throws AppError termsOutdated {version}
 */
export async function acceptTerms(deps: Deps, actor: Actor, version: string): Promise<z.input<typeof termsAcceptance>> {
  const { db, clock, failpoint } = deps;
  const { current } = deps.terms;
  if (version !== current.version) throw new AppError('termsOutdated', { version: current.version });
  const account = await getAccount(db, actor.accountId);
  const { language } = account;
  const text = current.texts[language];
  const copy = await sealMail(deps, termsCopyMail(personOf(account), mailContext(deps, language), { version, text, at: clock.now() }));
  const acceptance = await db.transaction().execute(async (trx) => {
    const earlier = await findTermsAcceptance(trx, actor.accountId, version);
    if (earlier !== null) return earlier;
    const now = clock.now();
    const row = { account_id: actor.accountId, version, language, accepted_at: now };
    await insertTermsAcceptance(trx, row);
    failpoint('acceptTerms.stored');
    await updateAccount(trx, actor.accountId, { terms_version: version });
    failpoint('acceptTerms.moved');
    await noteChange(trx, { accountId: actor.accountId, kind: 'account', id: actor.accountId, at: now });
    await queueMail(trx, copy, now);
    await appendAudit(trx, { at: now, event: 'account.termsAccepted', subject: actor.accountId, details: { version, language, text: sha256Hex(text) } });
    return row;
  });
  failpoint('acceptTerms.committed');
  deps.mail.kick();
  return { version, language: acceptance.language, acceptedAt: acceptance.accepted_at };
}

export async function listTerms({ db, terms }: Deps, actor: Actor): Promise<z.input<typeof termsHistory>> {
  const rows = await listTermsAcceptances(db, actor.accountId);
  return { inForce: terms.current.version, items: rows.map(({ version, language, accepted_at }) => ({ version, language, acceptedAt: accepted_at })) };
}
