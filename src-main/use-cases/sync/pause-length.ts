import { AppError } from '../../../src-shared/errors/app-error.ts';

const FIRST_MS = 1_000;
const LONGEST_MS = 5 * 60_000;

/**
 * How long to wait after `failures` failures in a row: doubling from a second to five minutes, a random half of it taken off so that
 * those whom one failure has struck do not come back at once. Never shorter than the authority asks for.
 * @param random in [0, 1)
 * @returns milliseconds
 */
export function pauseLength(failures: number, random: number, thrown: unknown): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 20));
  const asked = thrown instanceof AppError ? Number(thrown.details['retryAfterSeconds'] ?? 0) * 1_000 : 0;
  return Math.max(full * (0.5 + random / 2), Number.isFinite(asked) ? asked : 0);
}
