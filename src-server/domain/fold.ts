/** Text as it is compared when a person searches or sorts: no case, no accents, single spaces. Both engines then agree. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/œ/gu, 'oe')
    .replace(/æ/gu, 'ae')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** A cursor carries the key of the row it stands at, and is short. */
const SORT_KEY_BYTES = 60;

/** The folded text as a sort key: its first 60 bytes of UTF-8, cut between characters. Ties are broken by id. */
export function sortKey(text: string): string {
  let key = '';
  for (const character of fold(text)) {
    if (Buffer.byteLength(key + character) > SORT_KEY_BYTES) break;
    key += character;
  }
  return key;
}
