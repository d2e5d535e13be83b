import { z } from 'zod';
import type { ErasureBlocker } from '../../../src-shared/domain/erasure.ts';
import { erasureCase, type ErasureCase, type ErasureRow } from '../../../src-shared/http/erasures.ts';
import { ERASURE_ANSWER_MS, keptOf, type Kept } from '../../domain/erasure-rules.ts';
import { countComing } from '../../repositories/appointments.ts';
import { hasOpenRequest, hasValidCertificate, readHoldings } from '../../repositories/erase-account.ts';
import type { ErasureOfAccount } from '../../repositories/erasure-requests.ts';
import { namesOf } from '../../repositories/names.ts';
import type { Queryable } from '../../repositories/queryable.ts';

const stored = z.object({ kept: erasureCase.shape.kept });

export async function viewErasureRows(db: Queryable, rows: readonly ErasureOfAccount[]): Promise<ErasureRow[]> {
  const names = await namesOf(db, rows.map((row) => row.decided_by));
  return rows.map((row) => ({
    erasureId: row.id,
    accountId: row.account_id,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    role: row.role,
    state: row.state,
    requestedAt: row.requested_at,
    dueAt: row.requested_at + ERASURE_ANSWER_MS,
    decidedBy: row.decided_by === null ? null : { accountId: row.decided_by, name: names.get(row.decided_by) ?? '' },
    decidedAt: row.decided_at,
    reason: row.decision_reason,
  }));
}

export async function viewErasure(db: Queryable, row: ErasureOfAccount, now: number): Promise<ErasureCase> {
  const [view] = await viewErasureRows(db, [row]);
  if (view === undefined) throw new Error('a row without a view');
  const open = row.state === 'requested';
  const kept = row.kept === null ? (open ? await readKept(db, row.account_id) : []) : stored.parse({ kept: JSON.parse(row.kept) }).kept;
  return { ...view, blockers: open ? [...(await blockersOf(db, row, now))] : [], kept: [...kept] };
}

/** What would stay of this account. */
export async function readKept(db: Queryable, accountId: string): Promise<readonly Kept[]> {
  return keptOf(await readHoldings(db, accountId));
}

/** What has to end before this account is erased. */
export async function blockersOf(db: Queryable, { account_id: accountId, role }: Pick<ErasureOfAccount, 'account_id' | 'role'>, now: number): Promise<readonly ErasureBlocker[]> {
  const blockers: ErasureBlocker[] = [];
  if (role !== 'holder') blockers.push('staff');
  if (await hasOpenRequest(db, accountId)) blockers.push('openRequests');
  if (await hasValidCertificate(db, accountId, now)) blockers.push('validCertificates');
  if ((await countComing(db, accountId, now)) > 0) blockers.push('appointments');
  return blockers;
}
