import { listAuditOf } from '../repositories/audit-of-subject.ts';
import type { Trx } from '../repositories/queryable.ts';
import { noteChange } from './note-change.ts';

/** Rates bound how much is noted of a sign-up in the days it lives; the rest is in the journal, page by page. */
const EARLIER_MAX = 1_000;

/** Rows of the audit about an account are lines of its owner's journal; these are of before there was an account. */
export async function noteEarlierJournal(trx: Trx, accountId: string): Promise<void> {
  const newestFirst = await listAuditOf(trx, accountId, null, EARLIER_MAX);
  for (const { seq, at } of newestFirst.toReversed()) await noteChange(trx, { accountId, kind: 'journal', id: String(seq), at });
}
