import type { CertificateRow } from '../../../src-shared/domain/account-views.ts';

/** unknown: nobody could be asked; it is never shown as invalid. */
export type Stage = 'valid' | 'expiring' | 'expired' | 'revoked' | 'notYet' | 'unknown';

export interface CertificateStage {
  readonly stage: Stage;
  /** Whole days to its end; 0: less than one, or over. */
  readonly daysLeft: number;
  /** The narrowest of the days on which its holder is reminded. */
  readonly within: 7 | 30 | 60 | 90 | null;
  /** Share of the last ninety days that is to come, 0 to 1; before them 1. */
  readonly left: number;
}

const DAY = 86_400_000;
export const REMINDER_DAYS = [7, 30, 60, 90] as const;

/** Where a certificate is in its life, as far as is known here. */
export function certificateStage(row: Pick<CertificateRow, 'state' | 'notBefore' | 'notAfter'>, now: number): CertificateStage {
  const span = Math.max(0, row.notAfter - now);
  const within = REMINDER_DAYS.find((days) => span < days * DAY) ?? null;
  const known = { daysLeft: Math.floor(span / DAY), within, left: Math.min(1, span / (90 * DAY)) };
  if (row.state === 'revoked') return { stage: 'revoked', ...known };
  // RFC 5280 §4.1.2.5: the validity period includes notAfter itself.
  if (row.state === 'expired' || now > row.notAfter) return { stage: 'expired', ...known };
  if (now < row.notBefore) return { stage: 'notYet', ...known };
  if (row.state === 'unknown') return { stage: 'unknown', ...known };
  return { stage: within === null ? 'valid' : 'expiring', ...known };
}
