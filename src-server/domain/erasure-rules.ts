import type { ErasureKept } from '../../src-shared/domain/erasure.ts';

const DAY_MS = 24 * 60 * 60_000;

/** An answer is due within a month (GDPR article 12(3)); no month is shorter. */
export const ERASURE_ANSWER_MS = 28 * DAY_MS;

/** Evidence of a certificate is kept seven years after its last day (ETSI EN 319 411-1, 6.4.6), leap days told in. */
const EVIDENCE_MS = (7 * 365 + 2) * DAY_MS;

/** What stays of an account. @param until milliseconds; null: as long as the authority is there or the token is used. */
export interface Kept {
  readonly what: ErasureKept;
  readonly count: number;
  readonly until: number | null;
}

export interface Holdings {
  readonly certificates: number;
  /** The last day of the certificate that ends last. */
  readonly lastNotAfter: number | null;
  readonly tokens: number;
  readonly terms: number;
  readonly journal: number;
}

/** What of this an erasure leaves, those there are. */
export function keptOf({ certificates, lastNotAfter, tokens, terms, journal }: Holdings): readonly Kept[] {
  const all: readonly Kept[] = [
    { what: 'certificates', count: certificates, until: lastNotAfter === null ? null : lastNotAfter + EVIDENCE_MS },
    { what: 'tokens', count: tokens, until: null },
    { what: 'terms', count: terms, until: null },
    { what: 'journal', count: journal, until: null },
  ];
  return all.filter(({ count }) => count > 0);
}

/** Stands where a name stood; as short as a line may be. */
export const ERASED_NAME = '-';

/** An address that nobody has and nothing is sent to (RFC 2606, 2), different for each account. */
export const erasedAddress = (accountId: string): string => `erased-${accountId}@erased.invalid`;
