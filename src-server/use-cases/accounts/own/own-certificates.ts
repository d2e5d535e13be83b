import { X509Certificate } from 'node:crypto';
import type { AccountCertificate } from '../../../../src-shared/http/own-account.ts';
import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { CertificateProof } from '../../../../src-shared/http/web-eid.ts';
import type { Actor } from '../../../access/actor.ts';
import { appendAudit } from '../../../audit/append-audit.ts';
import { noteChange } from '../../../changes/note-change.ts';
import type { Deps } from '../../../deps.ts';
import { queueMail } from '../../../mail/queue-mail.ts';
import {
  deleteAssociatedCertificate,
  findAssociatedCertificate,
  insertAssociatedCertificate,
  listAssociatedCertificates,
  type AssociatedCertificate,
} from '../../../repositories/account-certificates.ts';
import { getAccount } from '../../../repositories/accounts.ts';
import { claimCertificates } from '../../../repositories/issued-certificates.ts';
import { certificateRefused } from '../../../web-eid/verify-token.ts';
import { proveCertificate } from '../sign-in/prove-certificate.ts';
import { sealNotice } from './seal-notice.ts';

/** So many certificates may open one account. */
const CERTIFICATES_MAX = 10;

/**
 * Lets a certificate sign in from now on, for whoever shows that its key is theirs. One that opens this account already stays as it is;
 * one of somebody else's is refused like any other. What was issued on the same token before its holder had an account is theirs from now on.
 * @throws AppError certificateRefused {reason} | certificateIssuerRevoked
 */
export async function associateCertificate(deps: Deps, actor: Actor, proof: CertificateProof): Promise<AccountCertificate> {
  const { db, clock, failpoint } = deps;
  const { certificate, sha256 } = await proveCertificate(deps, proof);
  const account = await getAccount(db, actor.accountId);
  const notice = await sealNotice(deps, account, 'certificateAssociated', shownAs(certificate));
  const row = await db.transaction().execute(async (trx) => {
    const now = clock.now();
    const earlier = await findAssociatedCertificate(trx, sha256);
    if (earlier?.account_id === actor.accountId) return earlier;
    if (earlier !== null || (await listAssociatedCertificates(trx, actor.accountId)).length >= CERTIFICATES_MAX) throw certificateRefused('notAccepted');
    const associated = { sha256, account_id: actor.accountId, der: certificate.raw.toString('base64'), associated_at: now };
    await insertAssociatedCertificate(trx, associated);
    failpoint('associateCertificate.stored');
    await noteChange(trx, { accountId: actor.accountId, kind: 'signInCertificate', id: sha256, at: now });
    const claimed = await claimCertificates(trx, sha256, actor.accountId);
    for (const serial of claimed) await noteChange(trx, { accountId: actor.accountId, kind: 'certificate', id: serial, at: now });
    failpoint('associateCertificate.claimed');
    await queueMail(trx, notice, now);
    await appendAudit(trx, { at: now, event: 'account.certificateAssociated', subject: actor.accountId, details: { sha256, ...(claimed.length === 0 ? {} : { claimed: claimed.join(' ') }) } });
    return associated;
  });
  failpoint('associateCertificate.committed');
  deps.mail.kick();
  return viewAssociated(row);
}

/** @throws AppError notFound */
export async function dissociateCertificate(deps: Deps, actor: Actor, sha256: string): Promise<{ readonly ended: number }> {
  const { db, clock, failpoint } = deps;
  const known = await findAssociatedCertificate(db, sha256);
  if (known === null || known.account_id !== actor.accountId) throw new AppError('notFound');
  const account = await getAccount(db, actor.accountId);
  const notice = await sealNotice(deps, account, 'certificateDissociated', shownAs(new X509Certificate(Buffer.from(known.der, 'base64'))));
  await db.transaction().execute(async (trx) => {
    const now = clock.now();
    if (!(await deleteAssociatedCertificate(trx, actor.accountId, sha256))) throw new AppError('notFound');
    failpoint('dissociateCertificate.deleted');
    await noteChange(trx, { accountId: actor.accountId, kind: 'signInCertificate', id: sha256, at: now });
    await queueMail(trx, notice, now);
    await appendAudit(trx, { at: now, event: 'account.certificateDissociated', subject: actor.accountId, details: { sha256 } });
  });
  failpoint('dissociateCertificate.committed');
  deps.mail.kick();
  return { ended: 1 };
}

export async function listOwnCertificates({ db }: Pick<Deps, 'db'>, accountId: string): Promise<readonly AccountCertificate[]> {
  return (await listAssociatedCertificates(db, accountId)).map((row) => viewAssociated(row));
}

export function viewAssociated(row: AssociatedCertificate): AccountCertificate {
  const certificate = new X509Certificate(Buffer.from(row.der, 'base64'));
  return {
    ...shownAs(certificate),
    sha256: row.sha256,
    issuer: oneLine(certificate.issuer),
    notAfter: certificate.validToDate.getTime(),
    associatedAt: row.associated_at,
  };
}

function shownAs(certificate: X509Certificate): { readonly subject: string; readonly serial: string } {
  return { subject: oneLine(certificate.subject), serial: certificate.serialNumber };
}

/** Node writes one attribute a line. */
function oneLine(name: string): string {
  return name.split('\n').join(', ').slice(0, 500);
}
