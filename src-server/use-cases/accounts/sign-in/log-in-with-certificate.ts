import type { LoginReply } from '../../../../src-shared/http/accounts.ts';
import type { CertificateProof } from '../../../../src-shared/http/web-eid.ts';
import { appendAudit } from '../../../audit/append-audit.ts';
import type { Deps } from '../../../deps.ts';
import { LOGINS_ALL, LOGINS_PER_NETWORK } from '../../../domain/account-limits.ts';
import { networkOf } from '../../../domain/network-of.ts';
import type { Client } from '../../../http/route.ts';
import { queueMail } from '../../../mail/queue-mail.ts';
import { findAssociatedCertificate } from '../../../repositories/account-certificates.ts';
import { findAccount } from '../../../repositories/accounts.ts';
import { certificateRefused } from '../../../web-eid/verify-token.ts';
import { sealNotice } from '../own/seal-notice.ts';
import { takeRates } from '../../../limits/take-rates.ts';
import { openAccountSession } from './open-account-session.ts';
import { proveCertificate } from './prove-certificate.ts';
import { isSuspicious } from './is-suspicious.ts';

/**
 * Signs in by a certificate that its owner associated with an account. Failures of passwords do not concern it.
 * @throws AppError certificateRefused {reason} | certificateIssuerRevoked | tooManyRequests {retryAfterSeconds}
 */
export async function logInWithCertificate(deps: Deps, proof: CertificateProof, client: Client): Promise<LoginReply> {
  const { db, clock, failpoint } = deps;
  await db.transaction().execute((trx) => takeRates(trx, deps, [{ limit: LOGINS_PER_NETWORK, subject: networkOf(client.ip) }, { limit: LOGINS_ALL, subject: '' }], clock.now()));
  const { sha256 } = await proveCertificate(deps, proof);
  const known = await findAssociatedCertificate(db, sha256);
  const account = known === null ? null : await findAccount(db, known.account_id);
  const now = clock.now();
  const notice = account !== null && (await isSuspicious(deps, account, { agent: client.agent, failures: 0 })) ? await sealNotice(deps, account, 'signInNotice') : null;
  const reply = await db.transaction().execute(async (trx): Promise<LoginReply | null> => {
    const association = await findAssociatedCertificate(trx, sha256);
    const current = association === null ? null : await findAccount(trx, association.account_id);
    if (current === null || current.id !== account?.id || current.disabled_at !== null || current.confirmed_at === null) {
      await appendAudit(trx, { at: now, event: 'login.refused', subject: current?.id ?? 'nobody', details: { method: 'certificate' } });
      return null;
    }
    if (notice !== null) await queueMail(trx, notice, now);
    return openAccountSession(deps, trx, current, { method: 'certificate', agent: client.agent, now });
  });
  failpoint('logInWithCertificate.committed');
  deps.mail.kick();
  if (reply === null) throw certificateRefused('notAccepted');
  return reply;
}
