import type { RequestState } from '../../src-shared/domain/request-codes.ts';

const DAY_MS = 24 * 60 * 60_000;
const YEAR_MS = 365 * DAY_MS;
const MONTH_MS = 31 * DAY_MS;

/**
 * How long the bytes of documents are kept after a request has ended. For a certificate that was issued: as long as it can be
 * valid and seven years more (ETSI EN 319 411-1, 6.4.6); otherwise until a refusal can no longer be disputed, or a mistake undone.
 */
const KEPT_MS: Readonly<Partial<Record<RequestState, number>>> = {
  issued: 7 * YEAR_MS,
  refused: YEAR_MS,
  withdrawn: 30 * DAY_MS,
  expired: 30 * DAY_MS,
};

/** Longest validity that a product of any catalogue may have, for one that left it. */
const LONGEST_VALIDITY_MONTHS = 60;

/** Until when the documents of an ended request are kept. @param validityMonths of its product; null: the product is unknown. */
export function documentsKeptUntil(request: { readonly state: RequestState; readonly ended_at: number }, validityMonths: number | null): number {
  const valid = request.state === 'issued' ? (validityMonths ?? LONGEST_VALIDITY_MONTHS) * MONTH_MS : 0;
  return request.ended_at + valid + (KEPT_MS[request.state] ?? 0);
}

/** How long a request may wait for its holder before it ends by itself; a draft is deleted. */
export const WAITS_MS = { draft: 180 * DAY_MS, toComplete: 60 * DAY_MS, accepted: 90 * DAY_MS } as const satisfies Partial<Record<RequestState, number>>;
