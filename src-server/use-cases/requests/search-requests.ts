import { z } from 'zod';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import { SORT_COLUMNS, type RequestPage, type RequestSearch } from '../../../src-shared/http/requests.ts';
import type { Language } from '../../../src-shared/domain/views.ts';
import type { Deps } from '../../deps.ts';
import { fold } from '../../domain/fold.ts';
import { searchRequests, type SearchPosition } from '../../repositories/request-search.ts';
import { summaryOf } from './view-request.ts';

const position = z.tuple([z.enum(SORT_COLUMNS), z.boolean(), z.union([z.string(), z.number()]), z.uuid()]);

/** One page of a search. @throws AppError requestInvalid, for a cursor of another search or of none. */
export async function findRequestPage(
  { db, catalogue }: Pick<Deps, 'db' | 'catalogue'>,
  scope: Parameters<typeof searchRequests>[1],
  search: RequestSearch,
  language: Language,
): Promise<RequestPage> {
  const productOrder = catalogue.products
    .toSorted((a, b) => (fold(a.names[language]) < fold(b.names[language]) ? -1 : 1))
    .map(({ productId }) => productId);
  const rows = await searchRequests(db, scope, search, { after: readCursor(search), productOrder });
  const page = rows.slice(0, search.limit);
  const last = page.at(-1);
  const next = rows.length > page.length && last !== undefined ? writeCursor(search, { value: last.sort_value, id: last.id }) : null;
  return { items: page.map((row) => summaryOf(catalogue, row)), next };
}

function writeCursor({ sort }: RequestSearch, { value, id }: SearchPosition): string {
  return Buffer.from(JSON.stringify([sort.by, sort.descending, value, id]), 'utf8').toString('base64url');
}

function readCursor({ cursor, sort }: RequestSearch): SearchPosition | null {
  if (cursor === null) return null;
  const parsed = position.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (!parsed.success) throw new AppError('requestInvalid', { part: 'body', field: 'cursor' });
  const [by, descending, value, id] = parsed.data;
  const isText = by === 'entity' || by === 'holder';
  const ofThisSearch = by === sort.by && descending === sort.descending && (isText ? typeof value === 'string' && value.isWellFormed() && !value.includes('\0') : Number.isSafeInteger(value));
  if (!ofThisSearch) throw new AppError('requestInvalid', { part: 'body', field: 'cursor' });
  return { value, id };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}
