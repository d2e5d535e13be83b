import { sql, type Transaction } from 'kysely';
import type { RequestEvent } from '../../src-shared/domain/request-codes.ts';
import { noteChange } from '../changes/note-change.ts';
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
  | 'authority.revoked'
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

/** Where the chain ends for a transaction that added to it. Nobody else adds before its end: there is one writer (ADR 12). */
const heads = new WeakMap<Transaction<Database>, { readonly seq: number; readonly hash: string }>();

/**
 * Adds one row to the chain, inside the transaction of what it tells: there is no act without its row, no row without its act. A row about an
 * account is a line of its owner's journal.
 * @param entry.subject what the row is about: a serial or a session id. @param entry.details never a secret.
 */
export async function appendAudit(
  trx: Transaction<Database>,
  entry: { readonly at: number; readonly event: AuditEvent; readonly subject: string; readonly details: { readonly [key: string]: Json } },
): Promise<void> {
  const head = heads.get(trx) ?? (await readAuditHead(trx));
  const { at, event, subject } = entry;
  const row = { seq: head.seq + 1, at, event, subject, details: canonicalJson(entry.details), prev_hash: head.hash };
  const hash = auditHash(row);
  // Not the builder's: every act passes here, and one statement is one way to the server.
  const { rows } = await sql<{ readonly accounts: number }>`
    insert into audit (seq, at, event, subject, details, prev_hash, hash)
    values (${row.seq}, ${at}, ${event}, ${subject}, ${row.details}, ${row.prev_hash}, ${hash})
    returning (select count(*) from accounts where accounts.id = audit.subject) as accounts`.execute(trx);
  heads.set(trx, { seq: row.seq, hash });
  if (rows[0]?.accounts === 1) await noteChange(trx, { accountId: subject, kind: 'journal', id: String(row.seq), at });
}
