import type { z } from 'zod';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { inviteRequest, StaffReply } from '../../../src-shared/http/staff.ts';
import type { Actor } from '../../access/actor.ts';
import { appendAudit } from '../../audit/append-audit.ts';
import { noteChange } from '../../changes/note-change.ts';
import type { Deps } from '../../deps.ts';
import { emailKey } from '../../domain/email-key.ts';
import { earlierReply, writeOnce, type OnceCall } from '../../limits/write-once.ts';
import { queueMail, sealMail } from '../../mail/queue-mail.ts';
import { roleChangedMail } from '../../mail/texts/staff-mails.ts';
import { endAccountSessions } from '../../repositories/account-sessions.ts';
import { findAccountByEmail, insertAccount, type Account } from '../../repositories/accounts.ts';
import { voidSignUps } from '../../repositories/sign-ups.ts';
import { setRole } from '../../repositories/staff.ts';
import { mailContext } from '../mail-context.ts';
import { prepareInvitation, storeInvitation } from './invitation.ts';
import { requireOffice } from './require-office.ts';
import { getStaff, viewStaff } from './view-staff.ts';

export type InviteCall = OnceCall & { readonly body: z.output<typeof inviteRequest>; readonly actor: Actor };

/**
 * Invites an operator or an administrator: an account without a password, and a mail with a link to set one. Somebody who
 * has an account as a holder gets the role with it, keeps name and password, and is told.
 * @throws AppError staffExists | notFound, for an office that is none | idempotencyMismatch | vaultUnavailable
 */
export async function inviteStaff(deps: Deps, call: InviteCall): Promise<StaffReply> {
  const { db, random, failpoint } = deps;
  const earlier = await earlierReply<StaffReply>(db, call);
  if (earlier !== null) return earlier;
  const { body, actor } = call;
  const person = { first_name: body.firstName, last_name: body.lastName, email: body.email, language: body.language };
  const invitation = await prepareInvitation(deps, person, body.role);
  const holder = await findAccountByEmail(db, emailKey(body.email));
  const to = holder === null ? { name: `${body.firstName} ${body.lastName}`, address: body.email } : { name: `${holder.first_name} ${holder.last_name}`, address: holder.email };
  const told = await sealMail(deps, roleChangedMail(to, mailContext(deps, holder?.language ?? body.language), { role: body.role }));

  const reply = await writeOnce(deps, call, async (trx, now): Promise<StaffReply> => {
    await requireOffice(trx, body.officeId);
    const known = await findAccountByEmail(trx, emailKey(body.email));
    if (known !== null && known.role !== 'holder') throw new AppError('staffExists');
    const details = { role: body.role, office: body.officeId, by: actor.accountId };
    if (known !== null) {
      await setRole(trx, known.id, body.role, body.officeId);
      failpoint('staff.stored');
      await noteChange(trx, { accountId: known.id, kind: 'account', id: known.id, at: now });
      await endAccountSessions(trx, { accountId: known.id, except: null, now, reason: 'roleChanged' });
      await queueMail(trx, told, now);
      await appendAudit(trx, { at: now, event: 'staff.roleChanged', subject: known.id, details: { ...details, from: known.role } });
      return viewStaff(await getStaff(trx, known.id));
    }
    const account: Account = newStaff(random.uuid(), { ...person, role: body.role, office_id: body.officeId }, now);
    await voidSignUps(trx, account.email_key, now);
    await insertAccount(trx, account);
    failpoint('staff.stored');
    await noteChange(trx, { accountId: account.id, kind: 'account', id: account.id, at: now });
    await storeInvitation(deps, trx, account, invitation, now);
    await appendAudit(trx, { at: now, event: 'staff.invited', subject: account.id, details });
    return viewStaff(account);
  });
  failpoint('staff.committed');
  deps.mail.kick();
  return reply;
}

/** An account that nobody can sign in to before its invitation was used. */
export function newStaff(id: string, person: Pick<Account, 'first_name' | 'last_name' | 'email' | 'language' | 'role' | 'office_id'>, now: number): Account {
  return { ...person, id, email_key: emailKey(person.email), password: null, terms_version: null, confirmed_at: null, disabled_at: null, created_at: now };
}
