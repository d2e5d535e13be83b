import { hasCharset, QUALIFIED_PIN_FORMAT, type PinFormat } from './pin-format.ts';

export type PinRule = 'length' | 'digits' | 'notSequence' | 'notRepeated';
export const PIN_RULES: readonly PinRule[] = ['length', 'digits', 'notSequence', 'notRepeated'];

/** `met`: the entry satisfies the rule; `open`: not decidable yet, the entry is too short; `broken`: it never will as typed. */
export type RuleVerdict = 'met' | 'open' | 'broken';

const DIGIT_1 = 0x31;

/**
 * Judges a new PIN rule by rule, so that the screen can show them live and every other door can refuse: length and characters of
 * the card's format, never 1234 (12345…), never one character repeated.
 * Works on bytes: a PIN is never a string in this program.
 * @param pin ASCII bytes as typed so far, any length.
 */
export function judgePin(pin: Uint8Array, format: PinFormat = QUALIFIED_PIN_FORMAT): Readonly<Record<PinRule, RuleVerdict>> {
  const complete = pin.length >= format.minLength && pin.length <= format.maxLength;
  const sequence = pin.every((byte, index) => byte === DIGIT_1 + index);
  const repeated = pin.every((byte) => byte === pin[0]);
  const whenComplete = (broken: boolean): RuleVerdict => (!complete ? 'open' : broken ? 'broken' : 'met');
  return {
    length: complete ? 'met' : pin.length > format.maxLength ? 'broken' : 'open',
    digits: pin.length === 0 ? 'open' : hasCharset(pin, format) ? 'met' : 'broken',
    notSequence: whenComplete(sequence),
    notRepeated: whenComplete(repeated),
  };
}

/** True when every rule is met. */
export function isAcceptablePin(pin: Uint8Array, format: PinFormat = QUALIFIED_PIN_FORMAT): boolean {
  const verdicts = judgePin(pin, format);
  return PIN_RULES.every((rule) => verdicts[rule] === 'met');
}

/** Compares two entries without an early exit. */
export function samePin(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}
