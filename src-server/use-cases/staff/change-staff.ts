import type { z } from 'zod';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { changeStaffRequest, StaffReply } from '../../../src-shared/http/staff.ts';
import type { Actor } from '../../access/actor.ts';
import { appendAudit, type AuditEvent } from '../../audit/append-audit.ts';
import type { Json } from '../../audit/canonical-json.ts';
import { noteChange } from '../../changes/note-change.ts';
import type { Deps } from '../../deps.ts';
import { earlierReply, writeOnce, type OnceCall } from '../../limits/write-once.ts';
import type { MailMessage } from '../../mail/mail-message.ts';
import { queueMail, sealMail } from '../../mail/queue-mail.ts';
import { roleChangedMail } from '../../mail/texts/staff-mails.ts';
import { endAccountSessions } from '../../repositories/account-sessions.ts';
import { voidAccountTokens } from '../../repositories/account-tokens.ts';
import { getAccount, type Account } from '../../repositories/accounts.ts';
import type { Queryable, Trx } from '../../repositories/queryable.ts';
import { countOtherAdministrators, setDisabled, setRole } from '../../repositories/staff.ts';
import { mailContext } from '../mail-context.ts';
import { prepareInvitation, storeInvitation } from './invitation.ts';
import { requireOffice } from './require-office.ts';
import { getStaff, viewStaff } from './view-staff.ts';

export type StaffCall<Body = unknown> = OnceCall & { readonly params: { readonly accountId: string }; readonly body: Body; readonly actor: Actor };

/**
 * Gives one of the staff another role or office. Open sessions end: they were given for the rights of before.
 * @throws AppError notFound | lastAdministrator | idempotencyMismatch
 */
export async function changeStaff(deps: Deps, call: StaffCall<z.output<typeof changeStaffRequest>>): Promise<StaffReply> {
  const { role, officeId } = call.body;
  return change(deps, call, (account) => roleChangedMail(nameOf(account), mailContext(deps, account.language), { role }), async (trx, account, now) => {
    await requireOffice(trx, officeId);
    if (role !== 'administrator') await requireAnotherAdministrator(trx, account);
    await setRole(trx, account.id, role, officeId);
    deps.failpoint('staff.stored');
    await endAccountSessions(trx, { accountId: account.id, except: null, now, reason: 'roleChanged' });
    return { event: 'staff.roleChanged', details: { from: account.role, role, office: officeId } };
  });
}

/** Locks an account out at once: sessions end and links are void (ASVS 7.4.2). @throws AppError notFound | lastAdministrator | idempotencyMismatch */
export async function disableStaff(deps: Deps, call: StaffCall): Promise<StaffReply> {
  return change(deps, call, (account) => roleChangedMail(nameOf(account), mailContext(deps, account.language), 'disabled'), async (trx, account, now) => {
    await requireAnotherAdministrator(trx, account);
    if (!(await setDisabled(trx, account.id, now))) return null;
    deps.failpoint('staff.stored');
    const ended = await endAccountSessions(trx, { accountId: account.id, except: null, now, reason: 'disabled' });
    await voidAccountTokens(trx, account.id, now);
    return { event: 'staff.disabled', details: { sessionsEnded: ended } };
  });
}

/** Lets an account in again, with the password it had. @throws AppError notFound | idempotencyMismatch */
export async function enableStaff(deps: Deps, call: StaffCall): Promise<StaffReply> {
  return change(deps, call, (account) => roleChangedMail(nameOf(account), mailContext(deps, account.language), 'enabled'), async (trx, account) => {
    if (!(await setDisabled(trx, account.id, null))) return null;
    deps.failpoint('staff.stored');
    return { event: 'staff.enabled', details: {} };
  });
}

/** Mails a new link to somebody who has not used theirs; the one before is void. @throws AppError notFound | staffExists, once they have set a password */
export async function inviteStaffAgain(deps: Deps, call: StaffCall): Promise<StaffReply> {
  const { db } = deps;
  const earlier = await earlierReply<StaffReply>(db, call);
  if (earlier !== null) return earlier;
  const known = await getStaff(db, call.params.accountId);
  const invitation = await prepareInvitation(deps, known, known.role);
  return change(deps, call, null, async (trx, account, now) => {
    if (account.confirmed_at !== null || account.disabled_at !== null) throw new AppError('staffExists');
    await storeInvitation(deps, trx, account, invitation, now);
    return { event: 'staff.invited', details: { again: true } };
  });
}

/** What was done, for the audit; null: it was so already. */
type Done = { readonly event: AuditEvent; readonly details: { readonly [key: string]: Json } } | null;

async function change(
  deps: Deps,
  call: StaffCall,
  mailOf: ((account: Account) => MailMessage) | null,
  work: (trx: Trx, account: Account, now: number) => Promise<Done>,
): Promise<StaffReply> {
  const { db, failpoint } = deps;
  const earlier = await earlierReply<StaffReply>(db, call);
  if (earlier !== null) return earlier;
  const { accountId } = call.params;
  const known = await getStaff(db, accountId);
  const mail = mailOf === null ? null : await sealMail(deps, mailOf(known));
  const reply = await writeOnce(deps, call, async (trx, now): Promise<StaffReply> => {
    const done = await work(trx, await getStaff(trx, accountId), now);
    if (done !== null) {
      if (mail !== null) await queueMail(trx, mail, now);
      failpoint('staff.queued');
      await noteChange(trx, { accountId, kind: 'account', id: accountId, at: now });
      await appendAudit(trx, { at: now, event: done.event, subject: accountId, details: { ...done.details, by: call.actor.accountId } });
    }
    return viewStaff(await getAccount(trx, accountId));
  });
  failpoint('staff.committed');
  deps.mail.kick();
  return reply;
}

/** Without one, nobody could let anybody in again. @throws AppError lastAdministrator */
async function requireAnotherAdministrator(db: Queryable, account: Account): Promise<void> {
  if (account.role === 'administrator' && (await countOtherAdministrators(db, account.id)) === 0) throw new AppError('lastAdministrator');
}

const nameOf = ({ first_name: first, last_name: last, email }: Account) => ({ name: `${first} ${last}`, address: email });
