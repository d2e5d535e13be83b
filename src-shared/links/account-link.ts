import { LINK_MAX_LENGTH } from './unblock-link.ts';

/**
 * A link of an account's mails: 256 random bits as 43 base64url characters, alone (pasted), in `clavis://account/<token>` or
 * `clavis://password/<token>`, or in the address of the authority's page, in the fragment.
 */
export interface AccountLink {
  /** account: confirms the address of a sign-up; password: sets a password. */
  readonly kind: 'account' | 'password';
  readonly token: string;
}

const TOKEN = /^[A-Za-z0-9_-]{43}$/u;
const DEEP_LINK = /^clavis:\/\/(account|password)\/([A-Za-z0-9_-]{43})\/?$/u;
const PAGE_LINK = /^https?:\/\/[A-Za-z0-9.:[\]-]{1,255}\/(account|password)#([A-Za-z0-9_-]{43})$/u;

/** The link in a deep link, or null. The grammar is fixed: nothing is decoded, nothing else is accepted. */
export function parseAccountDeepLink(text: string): AccountLink | null {
  return text.length > LINK_MAX_LENGTH ? null : linkOf(DEEP_LINK.exec(text));
}

/** The link in whatever a person pasted; white space around it is forgiven. A token alone is taken for that of a sign-up. */
export function parseAccountLink(text: string): AccountLink | null {
  if (text.length > LINK_MAX_LENGTH) return null;
  const trimmed = text.trim();
  if (TOKEN.test(trimmed)) return { kind: 'account', token: trimmed };
  return parseAccountDeepLink(trimmed) ?? linkOf(PAGE_LINK.exec(trimmed));
}

function linkOf(match: RegExpExecArray | null): AccountLink | null {
  const [, kind, token] = match ?? [];
  return token === undefined ? null : { kind: kind === 'password' ? 'password' : 'account', token };
}
