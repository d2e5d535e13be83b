import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { IdentityCheck } from '../../../src-shared/http/desk.ts';
import type { Deps } from '../../deps.ts';
import { dateAt } from '../../domain/appointment-slots.ts';
import { insertIdentityCheck, type IdentityCheckRow } from '../../repositories/identity-checks.ts';
import type { Trx } from '../../repositories/queryable.ts';

/** A document that proves who somebody is, on this day. @throws AppError identityNotProven */
export function requireProven(deps: Pick<Deps, 'config'>, { matches, refusal, documentExpires }: IdentityCheck, now: number): void {
  if (!matches || refusal !== null || documentExpires < dateAt(now, deps.config.timeZone)) throw new AppError('identityNotProven');
}

/** Notes what was looked at, in the transaction of what it was looked at for. */
export async function noteIdentityCheck(
  deps: Pick<Deps, 'random'>,
  trx: Trx,
  check: IdentityCheck,
  by: { readonly officeId: string; readonly accountId: string; readonly at: number },
  what: Partial<Pick<IdentityCheckRow, 'appointment_id' | 'approval_id' | 'ticket_id'>>,
): Promise<void> {
  await insertIdentityCheck(trx, {
    id: deps.random.uuid(),
    office_id: by.officeId,
    checked_by: by.accountId,
    at: by.at,
    document_type: check.documentType,
    document_expires: check.documentExpires,
    matches: check.matches ? 1 : 0,
    refusal: check.refusal,
    appointment_id: null,
    approval_id: null,
    ticket_id: null,
    ...what,
  });
}
