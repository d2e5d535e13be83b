import type { UnknownBecause } from '../../src-shared/domain/views.ts';
import { AppError } from '../../src-shared/errors/app-error.ts';

/** Why the card could not say what became of a command; the death of this process is told by whoever outlives it. */
export type ActBecause = Exclude<UnknownBecause, 'cardHostRestarted'>;

/** How an error of the card layer reads as the reason of an outcome; the rest is an answer that cannot be made sense of. */
const BECAUSE: Partial<Record<AppError['code'], ActBecause>> = {
  tokenRemoved: 'tokenRemoved',
  tokenReset: 'tokenReset',
  readerRemoved: 'readerRemoved',
  noReader: 'readerRemoved',
  serviceAbsent: 'serviceStopped',
  serviceStopped: 'serviceStopped',
  tokenMalformedAnswer: 'tokenMalformedAnswer',
  tokenUnreadable: 'tokenMalformedAnswer',
  tokenCommandRefused: 'tokenMalformedAnswer',
};

/** The token went away or talked nonsense: not something that the person asked for wrongly. */
export const isTokenTrouble = (error: unknown): boolean => error instanceof AppError && Object.hasOwn(BECAUSE, error.code);

export function becauseOf(error: unknown): ActBecause {
  if (!(error instanceof AppError)) return 'tokenMalformedAnswer';
  // Another token where the right one was: that one was taken out.
  if (error.code === 'wrongToken') return 'tokenRemoved';
  return BECAUSE[error.code] ?? 'tokenMalformedAnswer';
}
