import type { Language } from '../../../src-shared/domain/views.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { appendAudit } from '../../audit/append-audit.ts';
import { noteChange } from '../../changes/note-change.ts';
import type { Deps } from '../../deps.ts';
import { emailKey } from '../../domain/email-key.ts';
import { findAccountByEmail, insertAccount } from '../../repositories/accounts.ts';
import { voidSignUps } from '../../repositories/sign-ups.ts';
import { prepareInvitation, storeInvitation } from './invitation.ts';
import { newStaff } from './invite-staff.ts';

export interface NewAdministrator {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly language: Language;
}

/**
 * Makes an administrator from the machine itself, where there may be none to invite one. Asked again for somebody who has
 * not used the link yet, another link takes its place.
 * @param mailed the link goes by mail; otherwise it is only returned, once.
 * @throws AppError staffExists, for an address that has another account or is in use already
 */
export async function createAdministrator(
  deps: Pick<Deps, 'db' | 'vault' | 'clock' | 'random' | 'config' | 'failpoint' | 'publicUrl'>,
  person: NewAdministrator,
  mailed: boolean,
): Promise<{ readonly url: string; readonly expiresAt: number }> {
  const { db, clock, random } = deps;
  const names = { first_name: person.firstName, last_name: person.lastName, email: person.email, language: person.language };
  const prepared = await prepareInvitation(deps, names, 'administrator');
  const invitation = { ...prepared, mail: mailed ? prepared.mail : null };
  await db.transaction().execute(async (trx) => {
    const now = clock.now();
    const known = await findAccountByEmail(trx, emailKey(person.email));
    if (known !== null && (known.role !== 'administrator' || known.confirmed_at !== null || known.disabled_at !== null)) throw new AppError('staffExists');
    const account = known ?? newStaff(random.uuid(), { ...names, role: 'administrator', office_id: null }, now);
    if (known === null) {
      await voidSignUps(trx, account.email_key, now);
      await insertAccount(trx, account);
      await noteChange(trx, { accountId: account.id, kind: 'account', id: account.id, at: now });
    }
    deps.failpoint('staff.stored');
    await storeInvitation(deps, trx, account, invitation, now);
    await appendAudit(trx, { at: now, event: 'staff.invited', subject: account.id, details: { role: 'administrator', by: 'command', again: known !== null } });
  });
  deps.failpoint('staff.committed');
  return { url: prepared.url, expiresAt: prepared.expiresAt };
}
