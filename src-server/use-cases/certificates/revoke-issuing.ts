import { AppError } from '../../../src-shared/errors/app-error.ts';
import { appendAudit } from '../../audit/append-audit.ts';
import type { RevocationReason } from '../../ca/revocation-reason.ts';
import { issuingName } from '../../domain/issuing-generation.ts';
import { listIssuing, revokeIssuingRow } from '../../repositories/authorities.ts';
import { vaultSigner, getCaCertificate, type PkiDeps } from './authority-keys.ts';
import { currentRevocationList } from './revocation-list.ts';

/**
 * Revokes an issuing authority by the root, for good: the root's list says so at once, nothing more is issued under it, and none of its
 * certificates signs in. What it signed it goes on telling of. Run again it changes nothing but makes the list where that is missing.
 * @returns false: it was revoked already. @throws AppError notFound | vaultUnavailable, before anything is written
 */
export async function revokeIssuing(deps: PkiDeps, number: number, reason: RevocationReason): Promise<boolean> {
  const { db, clock, failpoint } = deps;
  const row = (await listIssuing(db)).find((one) => one.number === number);
  if (row === undefined) throw new AppError('notFound');
  await vaultSigner(deps, 'root-ca', (await getCaCertificate(db, 'root-ca')).publicKey);
  const revoked = await db.transaction().execute(async (trx) => {
    const now = clock.now();
    // Whole seconds, as the list tells it.
    const at = Math.floor(now / 1000) * 1000;
    if (!(await revokeIssuingRow(trx, number, { at, reason }))) return false;
    failpoint('revokeIssuing.stored');
    await appendAudit(trx, { at: now, event: 'authority.revoked', subject: row.serial, details: { kind: issuingName(number), number, reason, revokedAt: at } });
    return true;
  });
  failpoint('revokeIssuing.committed');
  await currentRevocationList(deps, 'root-ca');
  return revoked;
}
