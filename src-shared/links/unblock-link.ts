/**
 * The code of an unblock mail: 256 random bits as 43 base64url characters, and the three forms in which it reaches the app:
 * alone (pasted), in `clavis://unblock/<code>` (the page's button), in the page's address with the code in the fragment.
 */
export const UNBLOCK_CODE_PATTERN = /^[A-Za-z0-9_-]{43}$/u;
export const APP_SCHEME = 'clavis';
const DEEP_LINK = /^clavis:\/\/unblock\/([A-Za-z0-9_-]{43})\/?$/u;
const PAGE_LINK = /^https?:\/\/[A-Za-z0-9.:[\]-]{1,255}\/unblock#([A-Za-z0-9_-]{43})$/u;
/** Longest input looked at; anything longer is refused unread. */
export const LINK_MAX_LENGTH = 512;

/** The code in a deep link, or null. The grammar is fixed: nothing is decoded, nothing else is accepted. */
export function parseDeepLink(text: string): string | null {
  if (text.length > LINK_MAX_LENGTH) return null;
  return DEEP_LINK.exec(text)?.[1] ?? null;
}

/** The code in whatever a person pasted: the code, the deep link or the page's address; white space around it is forgiven. */
export function parsePastedLink(text: string): string | null {
  if (text.length > LINK_MAX_LENGTH) return null;
  const trimmed = text.trim();
  if (UNBLOCK_CODE_PATTERN.test(trimmed)) return trimmed;
  return parseDeepLink(trimmed) ?? PAGE_LINK.exec(trimmed)?.[1] ?? null;
}

export function deepLinkOf(code: string): string {
  return `${APP_SCHEME}://unblock/${code}`;
}
