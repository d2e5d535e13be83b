/** What is wrong with a field of the account, as the authority would judge it (`src-shared/http/accounts`, `fields`). */
export type FieldFault = 'missing' | 'shape' | null;

const EMAIL = /^[^\s@<>()[\]\\,;:"\p{Cc}\p{Cs}]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/u;
const NAME = /^\p{L}[\p{L}\p{M}'’ .-]*$/u;
const NAME_MAX = 60;
export const EMAIL_MAX = 254;

export function emailFault(text: string): FieldFault {
  if (text.trim() === '') return 'missing';
  return text.trim().length <= EMAIL_MAX && EMAIL.test(text.trim()) ? null : 'shape';
}

export function nameFault(text: string): FieldFault {
  const name = text.trim();
  if (name === '') return 'missing';
  return name.length <= NAME_MAX && NAME.test(name) && !/\.\p{L}/u.test(name) ? null : 'shape';
}
