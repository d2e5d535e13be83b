import { z } from 'zod';
import { AppError } from '../../src-shared/errors/app-error.ts';

/** Where a page of a list that is ordered by time and id ended. */
export interface TimeCursor {
  readonly at: number;
  readonly id: string;
}

const shape = z.tuple([z.number().int().nonnegative(), z.string().max(64)]);

export function writeTimeCursor({ at, id }: TimeCursor): string {
  return Buffer.from(JSON.stringify([at, id]), 'utf8').toString('base64url');
}

/** @throws AppError requestInvalid, for what none of our pages ended with. */
export function readTimeCursor(cursor: string | null): TimeCursor | null {
  if (cursor === null) return null;
  const parsed = shape.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (!parsed.success) throw new AppError('requestInvalid', { part: 'body', field: 'cursor' });
  return { at: parsed.data[0], id: parsed.data[1] };
}

/** One more row than the page was asked for: there is a next page. */
export function cutPage<Row>(rows: readonly Row[], size: number, cursorOf: (row: Row) => TimeCursor): { readonly rows: readonly Row[]; readonly next: string | null } {
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return { rows: page, next: rows.length > size && last !== undefined ? writeTimeCursor(cursorOf(last)) : null };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}
