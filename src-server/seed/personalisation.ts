import { AppError } from '../../src-shared/errors/app-error.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { Deps } from '../deps.ts';
import { getAdminKey } from '../repositories/admin-keys.ts';
import { findDossierBySerial, insertCertificates } from '../repositories/dossiers.ts';
import type { Dossier } from '../repositories/queryable.ts';
import type { AdminKeySet } from '../vault/vault.ts';

/** Admin keys to write on the token with this serial while it is made. @throws AppError notFound, also for an imported key: its card is made already. */
export async function adminKeysFor(deps: Deps, serial: string): Promise<AdminKeySet & { readonly keyVersion: number }> {
  const { id, profile, key_number: number } = await dossierOf(deps, serial);
  const { source, version: keyVersion } = await getAdminKey(deps.db, id, number);
  if (source !== 'master') throw new AppError('notFound');
  return { ...(await deps.vault.deriveAdminKeysForPersonalisation({ serial, profile, keyVersion })), keyVersion };
}

/** Notes which certificates a token carries. @param sha256s of the DER, 64 lower-case hex digits. @throws AppError notFound */
export async function registerCertificates(deps: Deps, serial: string, sha256s: readonly string[]): Promise<void> {
  if (sha256s.some((one) => !/^[0-9a-f]{64}$/u.test(one))) throw new AppError('requestInvalid', { part: 'sha256' });
  const dossier = await dossierOf(deps, serial);
  await deps.db.transaction().execute(async (trx) => {
    const added = await insertCertificates(trx, dossier.id, sha256s);
    if (added > 0) await appendAudit(trx, { at: deps.clock.now(), event: 'certificates.registered', subject: serial, details: { added } });
  });
}

async function dossierOf(deps: Deps, serial: string): Promise<Dossier> {
  const dossier = await findDossierBySerial(deps.db, serial);
  if (dossier === null) throw new AppError('notFound');
  return dossier;
}
