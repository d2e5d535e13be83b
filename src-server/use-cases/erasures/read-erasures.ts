import type { z } from 'zod';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { ErasureCase, ErasureRow, erasureSearch } from '../../../src-shared/http/erasures.ts';
import type { Deps } from '../../deps.ts';
import { cutPage, readTimeCursor } from '../../domain/time-cursor.ts';
import { findErasure, listErasures } from '../../repositories/erasure-requests.ts';
import { viewErasure, viewErasureRows } from './view-erasure.ts';

const PAGE = 50;

export async function searchErasures({ db }: Pick<Deps, 'db'>, { state, cursor }: z.output<typeof erasureSearch>): Promise<{ items: ErasureRow[]; next: string | null }> {
  const rows = await listErasures(db, { state, after: readTimeCursor(cursor), limit: PAGE + 1 });
  const page = cutPage(rows, PAGE, (row) => ({ at: row.requested_at, id: row.id }));
  return { items: await viewErasureRows(db, page.rows), next: page.next };
}

/** @throws AppError notFound */
export async function readErasure({ db, clock }: Pick<Deps, 'db' | 'clock'>, erasureId: string): Promise<ErasureCase> {
  const row = await findErasure(db, erasureId);
  if (row === null) throw new AppError('notFound');
  return viewErasure(db, row, clock.now());
}
