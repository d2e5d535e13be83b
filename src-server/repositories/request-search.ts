import { sql, type Expression, type RawBuilder, type SelectQueryBuilder } from 'kysely';
import { REQUEST_STATES } from '../../src-shared/domain/request-codes.ts';
import type { RequestSearch } from '../../src-shared/http/requests.ts';
import type { Database } from '../db/schema.ts';
import { fold } from '../domain/fold.ts';
import type { Queryable } from './queryable.ts';
import type { CertificateRequest, RequestScope } from './requests.ts';

/** Where a page ends: the sort value and id of its last row. */
export interface SearchPosition {
  readonly value: string | number;
  readonly id: string;
}

export type FoundRequest = CertificateRequest & { readonly sort_value: string | number };

type Builder = SelectQueryBuilder<Database, 'requests', object>;

/**
 * One page of requests, and one row more where there is another page. Order is by the column that was asked, ties by id, so
 * that a page begins exactly after the one before whatever was added meanwhile.
 * @param options.productOrder ids of the catalogue in the order of their names.
 */
export async function searchRequests(
  db: Queryable,
  scope: RequestScope & { readonly assigned?: 'free' | { readonly to: string } },
  search: Pick<RequestSearch, 'text' | 'states' | 'sort' | 'limit'>,
  options: { readonly after: SearchPosition | null; readonly productOrder: readonly string[] },
): Promise<readonly FoundRequest[]> {
  const value = sortValue(search.sort.by, options.productOrder);
  const direction = search.sort.descending ? 'desc' : 'asc';
  let query: Builder = scoped(db, scope);
  if (search.states.length > 0) query = query.where('state', 'in', search.states);
  for (const word of fold(search.text).split(' ').filter((one) => one !== '').slice(0, 8)) {
    query = query.where(sql<boolean>`search_text like ${`%${word.replace(/[%_!]/gu, '!$&')}%`} escape '!'`);
  }
  const { after } = options;
  if (after !== null) {
    const than = search.sort.descending ? '<' : '>';
    query = query.where((eb) => eb.or([eb(value, than, after.value), eb.and([eb(value, '=', after.value), eb('requests.id', than, after.id)])]));
  }
  const rows = await query
    .selectAll()
    .select(value.as('sort_value'))
    .orderBy(value, direction)
    .orderBy('id', direction)
    .limit(search.limit + 1)
    .execute();
  return rows;
}

function scoped(db: Queryable, scope: Parameters<typeof searchRequests>[1]): Builder {
  const query = db.selectFrom('requests');
  if ('accountId' in scope) return query.where('account_id', '=', scope.accountId);
  const office = query.where('office_id', '=', scope.officeId).where('state', '!=', 'draft');
  if (scope.assigned === undefined) return office;
  return scope.assigned === 'free' ? office.where('assigned_to', 'is', null) : office.where('assigned_to', '=', scope.assigned.to);
}

/** What a column sorts by: products by their names, states by their order in life. */
function sortValue(by: RequestSearch['sort']['by'], productOrder: readonly string[]): RawBuilder<string | number> {
  switch (by) {
    case 'date':
      return sql.ref('requests.created_at');
    case 'number':
      return sql.ref('requests.number');
    case 'entity':
      return sql.ref('requests.entity_key');
    case 'holder':
      return sql.ref('requests.holder_key');
    case 'product':
      return rankOf('requests.product_id', productOrder);
    case 'state':
      return rankOf('requests.state', REQUEST_STATES);
  }
}

/** Place of a column's value in a list; after its end, where it is none of it. Values are ids of ours and lie in the statement as text. */
function rankOf(column: string, order: readonly string[]): RawBuilder<number> {
  const whens: Array<Expression<unknown>> = order.map((value, rank) => sql`when ${sql.lit(value)} then ${sql.lit(rank)}`);
  if (whens.length === 0) return sql<number>`0`;
  return sql<number>`case ${sql.ref(column)} ${sql.join(whens, sql` `)} else ${sql.lit(order.length)} end`;
}
