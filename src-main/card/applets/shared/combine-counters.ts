import type { PinCounter } from '../../../../src-shared/domain/views.ts';

/** The card told no number. */
export const NO_COUNTER: PinCounter = { triesLeft: null, triesMax: null };

/** The highest counter that 63Cx can say. */
const COUNTER_MAX = 15;

/**
 * One counter out of the two answers. A number outside 0..max, or two answers that contradict each other, are "unknown":
 * a number is shown only when the card said it clearly.
 */
export function combineCounters(status: number | null, attributes: PinCounter): PinCounter {
  const triesMax = attributes.triesMax !== null && attributes.triesMax >= 1 && attributes.triesMax <= COUNTER_MAX ? attributes.triesMax : null;
  const agreed = status === null || attributes.triesLeft === null || status === attributes.triesLeft;
  const left = agreed ? (attributes.triesLeft ?? status) : null;
  return { triesLeft: left !== null && left <= (triesMax ?? COUNTER_MAX) ? left : null, triesMax };
}
