import { dictionary } from '@zxcvbn-ts/language-common';

/** Passwords of many people, most used first: 49,233 of published leaks, lower case (ASVS 6.2.4 asks for 3,000). */
const COMMON: ReadonlySet<string> = new Set(dictionary['passwords-common']);

/** @param folded lower case, without accents. */
export function isCommonPassword(folded: string): boolean {
  return COMMON.has(folded);
}
