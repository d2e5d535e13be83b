import { parseAccountDeepLink } from '../../src-shared/links/account-link.ts';
import { parseDeepLink } from '../../src-shared/links/unblock-link.ts';

/** The first argument that is a link of a mail, whole. Anyone may start us with anything: all other arguments mean nothing. */
export function deepLinkIn(argv: readonly string[]): string | null {
  return argv.find((argument) => parseDeepLink(argument) !== null || parseAccountDeepLink(argument) !== null) ?? null;
}
