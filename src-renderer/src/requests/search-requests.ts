import type { RequestRow } from '../../../src-shared/domain/account-views.ts';
import { REQUEST_STATES, type RequestState } from '../../../src-shared/domain/request-codes.ts';
import type { Language } from '../../../src-shared/domain/views.ts';
import type { ProductReply } from '../../../src-shared/http/requests.ts';

export type RequestColumn = 'date' | 'number' | 'product' | 'entity' | 'holder' | 'state';
export interface RequestSort {
  readonly by: RequestColumn;
  readonly descending: boolean;
}

/** A row with what it is found and sorted by, made once for all keys that are typed. */
export interface IndexedRequest {
  readonly row: RequestRow;
  readonly product: string;
  /** Folded text of everything that is searched. */
  readonly text: string;
}

const COLLATORS: Readonly<Record<Language, Intl.Collator>> = { fr: new Intl.Collator('fr', { numeric: true }), en: new Intl.Collator('en', { numeric: true }) };
const STATE_ORDER: ReadonlyMap<RequestState, number> = new Map(REQUEST_STATES.map((state, order) => [state, order]));

/** Case and accents do not count. */
export const folded = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** @param products the catalogue; a product it no longer names is shown by its id. */
export function indexRequests(rows: readonly RequestRow[], products: readonly ProductReply[], language: Language): readonly IndexedRequest[] {
  const names = new Map(products.map((product) => [product.productId, product.names[language]]));
  return rows.map((row) => {
    const product = names.get(row.productId) ?? row.productId;
    return { row, product, text: folded(`${row.number} ${product} ${row.entity} ${row.holder}`) };
  });
}

/** A new list; equal rows by number, latest first. */
export function sortRequests(rows: readonly IndexedRequest[], { by, descending }: RequestSort, language: Language): readonly IndexedRequest[] {
  const collator = COLLATORS[language];
  const compare: Readonly<Record<RequestColumn, (a: IndexedRequest, b: IndexedRequest) => number>> = {
    date: (a, b) => a.row.createdAt - b.row.createdAt,
    number: (a, b) => a.row.number - b.row.number,
    product: (a, b) => collator.compare(a.product, b.product),
    entity: (a, b) => collator.compare(a.row.entity, b.row.entity),
    holder: (a, b) => collator.compare(a.row.holder, b.row.holder),
    state: (a, b) => (STATE_ORDER.get(a.row.state) ?? 0) - (STATE_ORDER.get(b.row.state) ?? 0),
  };
  const sign = descending ? -1 : 1;
  return rows.toSorted((a, b) => sign * compare[by](a, b) || b.row.number - a.row.number);
}

/** Those in one of the states (none named: all) that hold each word. */
export function filterRequests(rows: readonly IndexedRequest[], text: string, states: readonly RequestState[]): readonly IndexedRequest[] {
  const words = folded(text).split(/\s+/u).filter(Boolean);
  if (words.length === 0 && states.length === 0) return rows;
  return rows.filter(({ row, text: held }) => (states.length === 0 || states.includes(row.state)) && words.every((word) => held.includes(word)));
}
