import { describe, expect, it } from 'vitest';
import { filterRequests, indexRequests, sortRequests, type RequestColumn } from '../../../src-renderer/src/requests/search-requests.ts';
import { REQUEST_STATES } from '../../../src-shared/domain/request-codes.ts';
import { PRODUCTS, REQUESTS } from '../../support/fake-main/sample-account.ts';

const indexed = indexRequests(REQUESTS, PRODUCTS, 'fr');
const numbers = (rows: ReturnType<typeof sortRequests>) => rows.map(({ row }) => row.number);

describe('the list of requests', () => {
  it.each<[RequestColumn, (row: (typeof indexed)[number]) => number | string]>([
    ['date', ({ row }) => row.createdAt],
    ['number', ({ row }) => row.number],
    ['product', ({ product }) => product],
    ['entity', ({ row }) => row.entity],
    ['holder', ({ row }) => row.holder],
    ['state', ({ row }) => REQUEST_STATES.indexOf(row.state)],
  ])('is sorted by %s, both ways, and changes nothing of what it was given', (by, value) => {
    const before = numbers(indexed);
    const up = sortRequests(indexed, { by, descending: false }, 'fr').map(value);
    const down = sortRequests(indexed, { by, descending: true }, 'fr').map(value);
    const inOrder = [...up].toSorted((a, b) => (typeof a === 'string' ? a.localeCompare(String(b), 'fr') : a - Number(b)));
    expect(up).toEqual(inOrder);
    expect(down).toEqual(inOrder.toReversed());
    expect(numbers(indexed)).toEqual(before);
  });

  it('says equal ones by number, latest first', () => {
    expect(numbers(sortRequests(indexed, { by: 'holder', descending: false }, 'fr'))).toEqual(REQUESTS.map(({ number }) => number).toSorted((a, b) => b - a));
  });

  it.each([
    ['', 10],
    ['550018', 1],
    ['MARTIN', 4],
    ['martin 550018', 1],
    ['martin durand', 4],
    ['pharmacie logiciel', 3],
    ['cle sceau', 7],
    ['introuvable', 0],
  ])('%j finds %d of them: each word, whatever its case and accents', (text, count) => {
    expect(filterRequests(indexed, text, [])).toHaveLength(count);
  });

  it('keeps the states that are named', () => {
    expect(filterRequests(indexed, '', ['draft', 'refused']).map(({ row }) => row.state)).toEqual(['draft', 'refused']);
    expect(filterRequests(indexed, 'martin', ['refused'])).toEqual([]);
  });

  it('shows a product that the catalogue no longer names by its id', () => {
    expect(indexRequests(REQUESTS, [], 'fr')[0]?.product).toBe('sceau-personne-cle');
  });
});
