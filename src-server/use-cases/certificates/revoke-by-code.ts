import { timingSafeEqual } from 'node:crypto';
import type { z } from 'zod';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { codeRevocationReply, CodeRevocationRequest } from '../../../src-shared/http/certificates.ts';
import { revocationCodeHash } from '../../ca/revocation-code.ts';
import type { Deps } from '../../deps.ts';
import { recordRate, requireRate, type RateLimit } from '../../limits/rate-limit.ts';
import { findIssuedCertificate, type IssuedCertificate } from '../../repositories/issued-certificates.ts';
import { announceRevocation, prepareRevocation } from './prepare-revocation.ts';

/** Wrong codes from one address. None for one certificate: whoever could use it up would keep its holder from revoking it. */
const WRONG_CODES: RateLimit = { name: 'certificates.wrongCode', windows: [{ max: 20, ms: 60 * 60_000 }] };
const NOBODY = '0'.repeat(64);

type Reply = z.input<typeof codeRevocationReply>;

/**
 * Revokes a certificate by the code that was given with it. The same refusal for a serial that was never issued and for a
 * code that is not its own; the right code again gets the same reply again.
 * @throws AppError revocationRefused | tooManyRequests {retryAfterSeconds} | vaultUnavailable
 */
export async function revokeByCode(deps: Deps, { body, ip }: { readonly body: CodeRevocationRequest; readonly ip: string }): Promise<Reply> {
  const { db, clock } = deps;
  await requireRate(db, WRONG_CODES, ip, clock.now());
  const row = await findByCode(deps, body);
  if (row === null) {
    await db.transaction().execute((trx) => recordRate(trx, deps.random, WRONG_CODES, ip, clock.now()));
    deps.failpoint('revokeByCode.refused');
    throw new AppError('revocationRefused');
  }
  if (row.revoked_at !== null) return { serial: row.serial, revokedAt: row.revoked_at };
  const effect = await prepareRevocation(deps, row, { reason: body.reason, by: 'code', accountId: null });
  const reply = await db.transaction().execute(async (trx): Promise<Reply> => {
    const earlier = (await findIssuedCertificate(trx, row.serial))?.revoked_at ?? null;
    if (earlier !== null) return { serial: row.serial, revokedAt: earlier };
    const { serial, revokedAt } = await effect(trx, clock.now());
    return { serial, revokedAt };
  });
  await announceRevocation(deps);
  return reply;
}

/** Does the same whether the certificate is there or not. */
async function findByCode({ db }: Pick<Deps, 'db'>, { serial, code }: CodeRevocationRequest): Promise<IssuedCertificate | null> {
  const row = await findIssuedCertificate(db, serial.toUpperCase().replace(/^\s*0X/u, '').replaceAll(/[\s:-]/gu, ''));
  const same = timingSafeEqual(Buffer.from(revocationCodeHash(code), 'hex'), Buffer.from(row?.revocation_code_hash ?? NOBODY, 'hex'));
  return same ? row : null;
}
