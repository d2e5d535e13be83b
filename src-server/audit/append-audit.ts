import type { Transaction } from 'kysely';
import type { RequestEvent } from '../../src-shared/domain/request-codes.ts';
import { noteJournal } from '../changes/note-journal.ts';
import type { Database } from '../db/schema.ts';
import { readAuditHead } from './audit-head.ts';
import { auditHash } from './audit-row.ts';
import { canonicalJson, type Json } from './canonical-json.ts';

/** Everything the audit knows how to say. Names are stable: they are searched years later. */
export type AuditEvent =
  | 'dossier.created'
  | 'dossier.answersReplaced'
  | 'token.enrolled'
  | 'token.keyReplaced'
  | 'certificates.registered'
  | 'authority.certified'
  | 'revocationList.issued'
  | 'certificate.issued'
  | 'certificate.renewed'
  | 'certificate.downloaded'
  | 'certificate.revoked'
  | 'link.requested'
  | 'staff.invited'
  | 'staff.roleChanged'
  | 'staff.disabled'
  | 'staff.enabled'
  | 'appointment.booked'
  | 'appointment.moved'
  | 'appointment.cancelled'
  | 'appointment.checkedIn'
  | 'appointment.done'
  | 'appointment.noShow'
  | 'appointment.reminded'
  | 'identity.checked'
  | 'ticket.opened'
  | 'session.ended'
  | 'answers.reopeningAsked'
  | 'answers.reopened'
  | 'approval.requested'
  | 'approval.approved'
  | 'approval.refused'
  | 'session.opened'
  | 'session.superseded'
  | 'answers.accepted'
  | 'answers.refused'
  | 'dossier.locked'
  | 'response.issued'
  | 'result.confirmed'
  | 'result.refused'
  | 'result.toReconcile'
  | 'office.created'
  | 'office.changed'
  | `request.${RequestEvent}`
  | 'request.deleted'
  | 'request.documentRead'
  | 'vault.made'
  | 'vault.bound'
  | 'adminKey.rotated'
  | 'mail.notSent'
  | 'backup.restored'
  | 'account.addressCorrected'
  | 'account.certificateAssociated'
  | 'account.certificateDissociated'
  | 'account.confirmed'
  | 'account.correctionRefused'
  | 'account.erased'
  | 'account.erasureAsked'
  | 'account.erasureRefused'
  | 'account.exported'
  | 'account.languageChanged'
  | 'account.linkAsked'
  | 'account.loggedOut'
  | 'account.otherSessionsClosed'
  | 'account.passwordChanged'
  | 'account.passwordRefused'
  | 'account.passwordReset'
  | 'account.passwordResetAsked'
  | 'account.reauthenticated'
  | 'account.sessionClosed'
  | 'account.signUpAsked'
  | 'account.signUpRepeated'
  | 'account.signUpsForgotten'
  | 'account.termsAccepted'
  | 'login.accepted'
  | 'login.refused';

/**
 * Adds one row to the chain, inside the transaction of what it tells: there is no act without its row, no row without its act.
 * @param entry.subject what the row is about: a serial or a session id. @param entry.details never a secret.
 */
export async function appendAudit(
  trx: Transaction<Database>,
  entry: { readonly at: number; readonly event: AuditEvent; readonly subject: string; readonly details: { readonly [key: string]: Json } },
): Promise<void> {
  const head = await readAuditHead(trx);
  const row = {
    seq: head.seq + 1,
    at: entry.at,
    event: entry.event,
    subject: entry.subject,
    details: canonicalJson(entry.details),
    prev_hash: head.hash,
  };
  await trx
    .insertInto('audit')
    .values({ ...row, hash: auditHash(row) })
    .execute();
  await noteJournal(trx, row);
}
