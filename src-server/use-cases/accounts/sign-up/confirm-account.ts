import { AppError } from '../../../../src-shared/errors/app-error.ts';
import { appendAudit } from '../../../audit/append-audit.ts';
import { noteChange } from '../../../changes/note-change.ts';
import { noteEarlierJournal } from '../../../changes/note-earlier-journal.ts';
import type { Deps } from '../../../deps.ts';
import { sha256Hex } from '../../../domain/digest.ts';
import { findAccountByEmail, insertAccount } from '../../../repositories/accounts.ts';
import { findSignUpByToken, useSignUp } from '../../../repositories/sign-ups.ts';

/**
 * Makes the account of a confirmed address, from the data this very link was sent for. Once: of any number of callers one is told
 * so, the others that the link was used.
 * @throws AppError accountLinkRefused {reason: unknown | used | replaced | expired}
 */
export async function confirmAccount(deps: Deps, token: string): Promise<{ readonly email: string }> {
  const { db, clock, failpoint } = deps;
  const email = await db.transaction().execute(async (trx) => {
    const now = clock.now();
    const signUp = await findSignUpByToken(trx, sha256Hex(token));
    if (signUp === null) throw new AppError('accountLinkRefused', { reason: 'unknown' });
    if (signUp.used_at !== null || (await findAccountByEmail(trx, signUp.email_key)) !== null) throw new AppError('accountLinkRefused', { reason: 'used' });
    if (signUp.voided_at !== null) throw new AppError('accountLinkRefused', { reason: 'replaced' });
    if (signUp.expires_at <= now) throw new AppError('accountLinkRefused', { reason: 'expired' });
    if (!(await useSignUp(trx, signUp.id, now))) throw new Error('the sign-up was not used');
    failpoint('confirmAccount.used');
    await insertAccount(trx, {
      id: signUp.id,
      email: signUp.email,
      email_key: signUp.email_key,
      first_name: signUp.first_name,
      last_name: signUp.last_name,
      language: signUp.language,
      role: 'holder',
      office_id: null,
      password: signUp.password,
      terms_version: null,
      confirmed_at: now,
      disabled_at: null,
      created_at: now,
    });
    failpoint('confirmAccount.inserted');
    await noteChange(trx, { accountId: signUp.id, kind: 'account', id: signUp.id, at: now });
    // What was noted of the sign-up is in the journal of the account that came of it: they have one id.
    await noteEarlierJournal(trx, signUp.id);
    await appendAudit(trx, { at: now, event: 'account.confirmed', subject: signUp.id, details: {} });
    return signUp.email;
  });
  failpoint('confirmAccount.committed');
  return { email };
}
