import { AppError } from '../../../src-shared/errors/app-error.ts';
import { findOffice } from '../../repositories/offices.ts';
import type { Queryable } from '../../repositories/queryable.ts';

/** An office that people may be sent to work at; null: none is asked for. @throws AppError notFound */
export async function requireOffice(db: Queryable, officeId: string | null): Promise<void> {
  if (officeId === null) return;
  const office = await findOffice(db, officeId);
  if (office === null || office.closed_at !== null) throw new AppError('notFound');
}
