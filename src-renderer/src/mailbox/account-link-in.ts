import { parseAccountLink } from '../../../src-shared/links/account-link.ts';

/** The address of an account's mail in its text, if there is one: alone between white space, as the authority writes it. */
export function accountLinkIn(text: string): string | null {
  return text.split(/\s+/u).find((word) => word.includes('#') && parseAccountLink(word) !== null) ?? null;
}
