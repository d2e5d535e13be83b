import { parseDeepLink } from '../../src-shared/links/unblock-link.ts';

/** The first argument that is an unblock link, whole. Anyone may start us with anything: all other arguments mean nothing. */
export function deepLinkIn(argv: readonly string[]): string | null {
  return argv.find((argument) => parseDeepLink(argument) !== null) ?? null;
}
