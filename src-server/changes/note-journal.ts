import type { AuditTable } from '../db/tables/operations.ts';
import { listAuditOf } from '../repositories/audit-of-subject.ts';
import { isAccount } from '../repositories/accounts.ts';
import type { Trx } from '../repositories/queryable.ts';
import { noteChange } from './note-change.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;
/** Rates bound how much is noted of a sign-up in the days it lives; the rest is in the journal, page by page. */
const EARLIER_MAX = 1_000;

/** A row of the audit about an account is a line of its owner's journal. */
export async function noteJournal(trx: Trx, { seq, at, subject }: Pick<AuditTable, 'seq' | 'at' | 'subject'>): Promise<void> {
  if (UUID.test(subject) && (await isAccount(trx, subject))) await noteChange(trx, { accountId: subject, kind: 'journal', id: String(seq), at });
}

/** Rows of before there was an account. */
export async function noteEarlierJournal(trx: Trx, accountId: string): Promise<void> {
  const newestFirst = await listAuditOf(trx, accountId, null, EARLIER_MAX);
  for (const { seq, at } of newestFirst.toReversed()) await noteChange(trx, { accountId, kind: 'journal', id: String(seq), at });
}
