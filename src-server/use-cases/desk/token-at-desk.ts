import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { Actor } from '../../access/actor.ts';
import type { Deps } from '../../deps.ts';
import { emailKey } from '../../domain/email-key.ts';
import { recordRate, requireRate } from '../../limits/rate-limit.ts';
import { actsOfOperator } from '../../policy/unblock-limits.ts';
import { getAccount } from '../../repositories/accounts.ts';
import { findDossierBySerial } from '../../repositories/dossiers.ts';
import type { Dossier, Queryable, Trx } from '../../repositories/queryable.ts';

/** An operator, whose office is known. */
export interface AtDesk {
  readonly accountId: string;
  readonly officeId: string;
}

/** @throws AppError forbidden, for an operator who works at no office. */
export function atDesk({ accountId, officeId }: Actor): AtDesk {
  if (officeId === null) throw new AppError('forbidden');
  return { accountId, officeId };
}

/**
 * The token with this serial, for an operator of its office; never their own.
 * @throws AppError notFound, also for one of another office | ownRequest
 */
export async function tokenAtDesk(db: Queryable, serial: string, { accountId, officeId }: AtDesk): Promise<Dossier> {
  const dossier = await findDossierBySerial(db, serial);
  if (dossier === null || (dossier.office_id !== null && dossier.office_id !== officeId)) throw new AppError('notFound');
  if (emailKey(dossier.email) === (await getAccount(db, accountId)).email_key) throw new AppError('ownRequest');
  return dossier;
}

/** Counts one act of an operator: somebody who has their session cannot go through all tokens. @throws AppError tooManyRequests */
export async function countAct({ config, random }: Pick<Deps, 'config' | 'random'>, trx: Trx, { accountId }: AtDesk, now: number): Promise<void> {
  const limit = actsOfOperator(config.policy);
  await requireRate(trx, limit, accountId, now);
  await recordRate(trx, random, limit, accountId, now);
}
