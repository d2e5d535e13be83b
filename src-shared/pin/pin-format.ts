/**
 * What a card model takes as PIN or PUK, before any rule of a provider. A constant of its profile: an entry that does not fit
 * could never be right, so it is refused before the card and costs no try.
 */
export interface PinFormat {
  /** In characters; one character is one byte. */
  readonly minLength: number;
  readonly maxLength: number;
  /** `digits`: 0 to 9. `printable`: ASCII 20 to 7E. */
  readonly charset: 'digits' | 'printable';
}

/** Longest PIN or PUK of any profile. */
export const PIN_MAX_LENGTH = 16;

/** The PIN of a qualified token, and the one the authority's unblock sets. */
export const QUALIFIED_PIN_FORMAT: PinFormat = { minLength: 4, maxLength: 4, charset: 'digits' };

const RANGES = { digits: [0x30, 0x39], printable: [0x20, 0x7e] } as const;

/** True when a card of this format could hold these bytes. Says nothing of how easily they are guessed. */
export function fitsFormat(entry: Uint8Array, format: PinFormat): boolean {
  return entry.length >= format.minLength && entry.length <= format.maxLength && hasCharset(entry, format);
}

export function hasCharset(entry: Uint8Array, { charset }: PinFormat): boolean {
  const [first, last] = RANGES[charset];
  return entry.every((byte) => byte >= first && byte <= last);
}
