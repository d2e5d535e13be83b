import { createHash } from 'node:crypto';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { appendAudit } from '../../audit/append-audit.ts';
import { buildCrl, isListed, type RevokedEntry } from '../../ca/build-crl.ts';
import { issuingNumber } from '../../domain/issuing-generation.ts';
import { findRevocationList, insertRevocationList, listIssuing, type RevocationList } from '../../repositories/authorities.ts';
import { lastRevocationOf, listRevoked } from '../../repositories/issued-certificates.ts';
import type { Trx } from '../../repositories/queryable.ts';
import { getListIssuer, type PkiDeps } from './authority-keys.ts';

/** How long a list is valid, at most. It is made anew at half of it, and at every revocation. */
export const CRL_PERIOD_MS = 24 * 60 * 60_000;
/** Lists made in vain because another instance, or a revocation, was quicker. */
const ROUNDS_MAX = 5;

export type CrlIssuer = RevocationList['issuer'];

interface Snapshot {
  readonly newest: RevocationList | null;
  readonly covers: number;
  readonly entries: readonly RevokedEntry[];
}

/**
 * The list that says all revocations there are: the newest one where it still does, else one made now. So a list is never
 * stale because a process died between a revocation and its list.
 * @throws AppError authorityNotMade | vaultUnavailable, where no list that says it all can be had
 */
export async function currentRevocationList(deps: PkiDeps, issuer: CrlIssuer): Promise<RevocationList> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const now = deps.clock.now();
    const snapshot = await takeSnapshot(deps, issuer, now);
    const { newest, covers } = snapshot;
    // One from the future, made before the clock was put right, is of no use to anybody yet.
    const complete = newest !== null && newest.covers === covers && newest.this_update <= now && now < newest.next_update;
    if (complete && now < newest.this_update + CRL_PERIOD_MS / 2) return newest;
    try {
      await publish(deps, issuer, snapshot, now);
    } catch (cause) {
      // It is only due: the one there is says all and is valid.
      if (!complete || !(cause instanceof AppError)) throw cause;
      deps.log.warn({ code: cause.code, issuer }, 'revocation list not made anew');
      return newest;
    }
  }
  throw new AppError('vaultUnavailable');
}

async function takeSnapshot({ db }: PkiDeps, issuer: CrlIssuer, now: number): Promise<Snapshot> {
  return db.transaction().setAccessMode('read only').execute(async (trx) => {
    const newest = await findRevocationList(trx, issuer);
    if (issuer === 'root-ca') {
      const entries = (await listIssuing(trx)).flatMap(({ serial, revoked_at: at, revocation_reason: reason, not_after: notAfter }) => (at === null ? [] : [{ serial, revokedAt: at, reason: reason ?? ('unspecified' as const), notAfter }]));
      return { newest, covers: entries.length, entries };
    }
    const number = issuingNumber(issuer);
    return { newest, covers: await lastRevocationOf(trx, number), entries: await listedEntries(trx, number, newest, now) };
  });
}

async function listedEntries(trx: Trx, issuerNumber: number, newest: RevocationList | null, now: number): Promise<readonly RevokedEntry[]> {
  const previous = newest?.this_update ?? null;
  const revoked = await listRevoked(trx, issuerNumber, Math.min(now - CRL_PERIOD_MS, previous ?? now));
  return revoked.filter((entry) => isListed(entry, now, previous, CRL_PERIOD_MS));
}

/** Makes and stores the next list. Where another has taken its number meanwhile, this one is dropped. */
async function publish(deps: PkiDeps, issuer: CrlIssuer, { newest, covers, entries }: Snapshot, now: number): Promise<void> {
  const { certificate, signer } = await getListIssuer(deps, issuer);
  const number = (newest?.number ?? 0) + 1;
  const thisUpdate = Math.floor(now / 1000) * 1000;
  const nextUpdate = thisUpdate + CRL_PERIOD_MS;
  const der = await buildCrl({ number, thisUpdate, nextUpdate, entries }, certificate, signer);
  deps.failpoint('revocationList.signed');
  await deps.db.transaction().execute(async (trx) => {
    if (((await findRevocationList(trx, issuer))?.number ?? 0) !== number - 1) return;
    const row = { issuer, number, this_update: thisUpdate, next_update: nextUpdate, covers, entries: entries.length, der: Buffer.from(der).toString('base64') };
    await insertRevocationList(trx, row);
    deps.failpoint('revocationList.stored');
    const sha256 = createHash('sha256').update(der).digest('hex');
    await appendAudit(trx, { at: deps.clock.now(), event: 'revocationList.issued', subject: issuer, details: { number, entries: entries.length, covers, sha256 } });
  });
  deps.failpoint('revocationList.committed');
}
