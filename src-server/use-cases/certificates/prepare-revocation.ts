import type { RevocationReply } from '../../../src-shared/http/certificates.ts';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { appendAudit } from '../../audit/append-audit.ts';
import type { RevocationReason } from '../../ca/revocation-reason.ts';
import { noteChange } from '../../changes/note-change.ts';
import type { Deps } from '../../deps.ts';
import { queueMail, sealMail, type SealedMail } from '../../mail/queue-mail.ts';
import { certificateRevokedMail } from '../../mail/texts/certificate-mails.ts';
import { revokeIssued, type IssuedCertificate } from '../../repositories/issued-certificates.ts';
import type { Trx } from '../../repositories/queryable.ts';
import { signCompact } from '../../vault/jws.ts';
import { certificateMails } from './certificate-recipients.ts';
import { issuingName } from '../../domain/issuing-generation.ts';
import { listIssuing } from '../../repositories/authorities.ts';
import { currentRevocationList } from './revocation-list.ts';

export interface Revocation {
  readonly reason: RevocationReason;
  readonly by: 'holder' | 'operator' | 'code';
  /** Null: by code. */
  readonly accountId: string | null;
}

/**
 * Proof and mails of a revocation, made before the transaction since both ask the vault; the effect writes it, once.
 * The effect throws AppError certificateRevoked when it was revoked already.
 * @throws AppError certificateRevoked | certificateExpired | vaultUnavailable
 */
export async function prepareRevocation(deps: Deps, row: IssuedCertificate, revocation: Revocation): Promise<(trx: Trx, now: number) => Promise<RevocationReply>> {
  if (row.revoked_at !== null) throw new AppError('certificateRevoked');
  if (row.not_after <= deps.clock.now()) throw new AppError('certificateExpired');
  const { serial, sha256 } = row;
  const { reason, by, accountId } = revocation;
  // Whole seconds, as lists and OCSP tell it: all of them say the same moment.
  const at = Math.floor(deps.clock.now() / 1000) * 1000;
  const receipt = await signCompact(deps.vault, 'receipts', 'JWT', { iss: deps.publicUrl(), sub: serial, jti: deps.random.uuid(), iat: at / 1000, act: 'certificate-revoked', sha256, reason });
  const mails: SealedMail[] = [];
  for (const mail of await certificateMails(deps, row, (subject, context) => certificateRevokedMail(subject, context, { at, reason, receipt }))) mails.push(await sealMail(deps, mail));
  deps.failpoint('revokeCertificate.signed');
  return async (trx, now) => {
    if (!(await revokeIssued(trx, serial, { at, reason, by, receipt }))) throw new AppError('certificateRevoked');
    deps.failpoint('revokeCertificate.stored');
    await noteChange(trx, { accountId: row.account_id, kind: 'certificate', id: serial, at: now });
    for (const mail of mails) await queueMail(trx, mail, now);
    deps.failpoint('revokeCertificate.queued');
    await appendAudit(trx, { at: now, event: 'certificate.revoked', subject: serial, details: { reason, by, account: accountId, revokedAt: at } });
    return { serial, revokedAt: at, reason, receipt };
  };
}

/** After the commit: the list that says it, at once. Where it cannot be made now, it is when it is next asked for. */
export async function announceRevocation(deps: Deps): Promise<void> {
  deps.failpoint('revokeCertificate.committed');
  deps.mail.kick();
  try {
    // Of whichever authority signed it; the others' are as they were, and nothing is made for them.
    for (const { number } of await listIssuing(deps.db)) await currentRevocationList(deps, issuingName(number));
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    deps.log.warn({ code: cause.code }, 'revocation list not made');
  }
}

/** What a person has typed to say that they mean this one: the last eight digits of its serial number. @throws AppError confirmationMismatch */
export function requireConfirmation(serial: string, typed: string): void {
  if (typed.replaceAll(/[\s:-]/gu, '').toUpperCase() !== serial.slice(-8)) throw new AppError('confirmationMismatch');
}
