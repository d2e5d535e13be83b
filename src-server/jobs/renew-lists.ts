import { AppError } from '../../src-shared/errors/app-error.ts';
import type { Deps } from '../deps.ts';
import { issuingName } from '../domain/issuing-generation.ts';
import { listIssuing } from '../repositories/authorities.ts';
import { currentRevocationList } from '../use-cases/certificates/revocation-list.ts';

/** Makes the revocation lists anew before anybody asks, so that nobody waits for the vault; where there is no authority yet, nothing. */
export async function renewLists(deps: Deps): Promise<void> {
  const issuing = (await listIssuing(deps.db)).map(({ number }) => issuingName(number));
  for (const issuer of ['root-ca', ...issuing] as const) {
    try {
      await currentRevocationList(deps, issuer);
    } catch (cause) {
      if (!(cause instanceof AppError) || cause.code !== 'authorityNotMade') throw cause;
    }
  }
}
