import type { z } from 'zod';
import { AppError } from '../../../../src-shared/errors/app-error.ts';
import type { JournalEntry, journalPage } from '../../../../src-shared/http/own-account.ts';
import type { Deps } from '../../../deps.ts';
import type { AuditTable } from '../../../db/tables/operations.ts';
import { listAuditOf } from '../../../repositories/audit-of-subject.ts';
import type { Queryable } from '../../../repositories/queryable.ts';

const PAGE = 50;

/** What was done with an account, newest first, a page at a time. @param cursor of the page before; null: the first. @throws AppError requestInvalid */
export async function searchJournal({ db }: Pick<Deps, 'db'>, accountId: string, cursor: string | null): Promise<z.input<typeof journalPage>> {
  const before = cursor === null ? null : Number(cursor);
  if (before !== null && !Number.isSafeInteger(before)) throw new AppError('requestInvalid', { part: 'body', field: 'cursor' });
  const entries = await readJournal(db, accountId, before, PAGE + 1);
  const items = entries.slice(0, PAGE);
  return { items, next: entries.length > PAGE ? String(items.at(-1)?.seq ?? 0) : null };
}

export async function readJournal(db: Queryable, accountId: string, before: number | null, limit: number): Promise<JournalEntry[]> {
  const rows = await listAuditOf(db, accountId, before, limit);
  return rows.map(journalEntryOf);
}

export function journalEntryOf({ seq, at, event, details }: Pick<AuditTable, 'seq' | 'at' | 'event' | 'details'>): JournalEntry {
  return { seq, at, event, details: JSON.parse(details) as JournalEntry['details'] };
}
