import { revocationCode } from '../../ca/revocation-code.ts';
import type { Deps } from '../../deps.ts';
import type { CertificateScope } from '../../repositories/issued-certificates.ts';
import { getCertificateIn } from './view-certificate.ts';

/** The code that revokes a certificate without signing in: made of its serial by the vault, so that it can be told again and is stored nowhere. */
export async function codeOf({ vault }: Pick<Deps, 'vault'>, serial: string): Promise<string> {
  return revocationCode(await vault.mac('revocation-code', Buffer.from(serial, 'ascii')));
}

/** Told to its holder. @throws AppError notFound | vaultUnavailable */
export async function tellRevocationCode(deps: Pick<Deps, 'db' | 'vault'>, serial: string, scope: CertificateScope): Promise<{ readonly code: string }> {
  await getCertificateIn(deps.db, serial, scope);
  return { code: await codeOf(deps, serial) };
}
