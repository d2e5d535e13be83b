import { PASSWORD_MAX, passwordFault } from '../../../src-shared/password/password-policy.ts';
import type { RuleVerdict } from '../../../src-shared/pin/pin-policy.ts';

/** In the order in which they are shown. Whether a password is common, the authority alone can tell: its list is not here. */
export const PASSWORD_LINES = ['length', 'lower', 'upper', 'digit', 'special', 'personal', 'same'] as const;
export type PasswordLine = (typeof PASSWORD_LINES)[number];
export type PasswordVerdicts = Readonly<Record<PasswordLine, RuleVerdict>>;

/** What meets every rule but one: beside it, the policy says whether a password meets that one. */
const BUT_LOWER = 'ZZZZ9999%%%%';
const BUT_UPPER = 'zzzz9999%%%%';
const BUT_DIGIT = 'zzzzZZZZ%%%%';
const BUT_SPECIAL = 'zzzzZZZZ9999';

/**
 * Judges as it is typed, by the authority's own policy. @param personal names and address. Null: nothing is typed yet.
 */
export function judgePassword(password: string, again: string, personal: readonly string[]): PasswordVerdicts {
  const part = password.slice(0, PASSWORD_MAX - BUT_LOWER.length);
  const meets = (filler: string, rule: string): RuleVerdict => (passwordFault(part + filler, { personal: [] }) === rule ? 'open' : 'met');
  const fault = passwordFault(password, { personal });
  return {
    length: fault === 'tooLong' ? 'broken' : fault === 'tooShort' ? 'open' : 'met',
    lower: meets(BUT_LOWER, 'noLower'),
    upper: meets(BUT_UPPER, 'noUpper'),
    digit: meets(BUT_DIGIT, 'noDigit'),
    special: meets(BUT_SPECIAL, 'noSpecial'),
    personal: fault === 'personal' ? 'broken' : fault === null ? 'met' : 'open',
    same: again === '' ? 'open' : again === password ? 'met' : password.startsWith(again) ? 'open' : 'broken',
  };
}

export function allMet(verdicts: PasswordVerdicts): boolean {
  return PASSWORD_LINES.every((line) => verdicts[line] === 'met');
}
