/** The PIN of a qualified token: 4 decimal digits (ASCII), never 1234, never four times the same digit. */
export const PIN_LENGTH = 4;

export type PinRule = 'length' | 'digits' | 'notSequence' | 'notRepeated';
export const PIN_RULES: readonly PinRule[] = ['length', 'digits', 'notSequence', 'notRepeated'];

/** `met`: the entry satisfies the rule; `open`: not decidable yet, the entry is too short; `broken`: it never will as typed. */
export type RuleVerdict = 'met' | 'open' | 'broken';

const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const FORBIDDEN = [0x31, 0x32, 0x33, 0x34] as const;

/**
 * Judges a PIN entry rule by rule, so that the screen can show them live and every other door can refuse.
 * Works on bytes: a PIN is never a string in this program.
 * @param pin ASCII bytes as typed so far, any length.
 */
export function judgePin(pin: Uint8Array): Readonly<Record<PinRule, RuleVerdict>> {
  const digits = pin.every((byte) => byte >= DIGIT_0 && byte <= DIGIT_9);
  const complete = pin.length === PIN_LENGTH;
  const sequence = complete && FORBIDDEN.every((byte, index) => pin[index] === byte);
  const repeated = complete && pin.every((byte) => byte === pin[0]);
  const whenComplete = (broken: boolean): RuleVerdict => (!complete ? 'open' : broken ? 'broken' : 'met');
  return {
    length: complete ? 'met' : pin.length > PIN_LENGTH ? 'broken' : 'open',
    digits: pin.length === 0 ? 'open' : digits ? 'met' : 'broken',
    notSequence: whenComplete(sequence),
    notRepeated: whenComplete(repeated),
  };
}

/** True when every rule is met. */
export function isAcceptablePin(pin: Uint8Array): boolean {
  const verdicts = judgePin(pin);
  return PIN_RULES.every((rule) => verdicts[rule] === 'met');
}

/** Compares two entries without an early exit. */
export function samePin(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}
