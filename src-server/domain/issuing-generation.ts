/**
 * An issuing authority, by the name of its key in the vault and of its lists. The first has no number; each one after it has a key, a name and
 * addresses of its own under the same root, and those before go on telling of what they issued.
 */
export const ISSUING_NAMES = ['issuing-ca', 'issuing-ca-2', 'issuing-ca-3', 'issuing-ca-4'] as const;
export type IssuingName = (typeof ISSUING_NAMES)[number];

/** @param number from 1. @throws RangeError for a number there is no key for. */
export function issuingName(number: number): IssuingName {
  const name = ISSUING_NAMES[number - 1];
  if (name === undefined) throw new RangeError(`no issuing authority ${number}`);
  return name;
}

/** @returns from 1. */
export const issuingNumber = (name: IssuingName): number => ISSUING_NAMES.indexOf(name) + 1;
