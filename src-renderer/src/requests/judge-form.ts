import { isSiren, isSiret } from '../../../src-shared/domain/siren.ts';
import { cleaned, type FormField, type FormValues } from './form-values.ts';

/** What is wrong with a field. `sirenDigits`, `siretDigits`: not finished; the check digit says `sirenKey`, `siretKey`. */
export type FieldFault = 'missing' | 'tooLong' | 'sirenDigits' | 'sirenKey' | 'siretDigits' | 'siretKey' | 'siretOther' | 'country' | 'email' | 'phone' | 'characters';

/** Longest text of each field, as in the contract (`http/requests`, `http/offices`). */
const MAX = { productId: 60, officeId: 36, establishment: 200, siren: 9, siret: 14, street: 200, postalCode: 12, city: 100, country: 2, firstName: 100, lastName: 100, email: 254, phone: 30 } as const satisfies Record<FormField, number>;
/** As in `http/fields`. */
const EMAIL = /^[^\s@<>()[\]\\,;:"\p{Cc}\p{Cs}]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/u;
const PHONE = /^\+?[0-9][0-9 .]{3,28}[0-9]$/u;
const UNREADABLE = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u;

/** What the authority would refuse, field by field; null: it would take it. */
export function judgeField(field: FormField, values: FormValues): FieldFault | null {
  const clean = cleaned(values);
  const value = clean[field];
  if (value === '') return field === 'phone' ? null : 'missing';
  switch (field) {
    case 'siren':
      if (!/^\d{9}$/u.test(value)) return 'sirenDigits';
      return isSiren(value) ? null : 'sirenKey';
    case 'siret':
      if (!/^\d{14}$/u.test(value)) return 'siretDigits';
      if (!isSiret(value)) return 'siretKey';
      return isSiren(clean.siren) && !value.startsWith(clean.siren) ? 'siretOther' : null;
    case 'country':
      return /^[A-Z]{2}$/u.test(value) ? null : 'country';
    case 'email':
      return value.length <= MAX.email && EMAIL.test(value) ? null : 'email';
    case 'phone':
      return PHONE.test(value) ? null : 'phone';
    case 'productId':
    case 'officeId':
    case 'establishment':
    case 'street':
    case 'postalCode':
    case 'city':
    case 'firstName':
    case 'lastName':
      if (value.length > MAX[field]) return 'tooLong';
      return UNREADABLE.test(value) || !value.isWellFormed() ? 'characters' : null;
  }
}
