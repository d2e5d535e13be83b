import { LINK_MAX_LENGTH, parsePastedLink } from '../../../src-shared/links/unblock-link.ts';

/** Characters of a code (256 bits in base64url). */
const CODE_LENGTH = 43;
const CODE_CHARACTERS = /^[A-Za-z0-9_-]+$/u;

export type LinkVerdict =
  | { readonly kind: 'empty' | 'ok' | 'shape' }
  | { readonly kind: 'tooShort' | 'tooLong'; readonly count: number };

/** Judges a pasted text as it is typed, so that the sentence says what is wrong with it. */
export function judgeLink(text: string): LinkVerdict {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'empty' };
  if (parsePastedLink(text) !== null) return { kind: 'ok' };
  if (text.length > LINK_MAX_LENGTH || !CODE_CHARACTERS.test(trimmed)) return { kind: 'shape' };
  if (trimmed.length < CODE_LENGTH) return { kind: 'tooShort', count: trimmed.length };
  return { kind: 'tooLong', count: trimmed.length };
}
