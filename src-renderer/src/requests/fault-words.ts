import type { FormField } from './form-values.ts';
import type { FieldFault } from './judge-form.ts';

export const FAULT_WORDS = {
  missing: 'requestForm.faultMissing',
  tooLong: 'requestForm.faultTooLong',
  sirenDigits: 'requestForm.faultSirenDigits',
  sirenKey: 'requestForm.faultSirenKey',
  siretDigits: 'requestForm.faultSiretDigits',
  siretKey: 'requestForm.faultSiretKey',
  siretOther: 'requestForm.faultSiretOther',
  country: 'requestForm.faultCountry',
  email: 'requestForm.faultEmail',
  phone: 'requestForm.faultPhone',
  characters: 'requestForm.faultCharacters',
} as const satisfies Record<FieldFault, string>;

export const FIELD_WORDS = {
  productId: 'requestForm.product',
  officeId: 'requestForm.office',
  establishment: 'requestForm.establishment',
  siren: 'requestForm.siren',
  siret: 'requestForm.siret',
  street: 'requestForm.street',
  postalCode: 'requestForm.postalCode',
  city: 'requestForm.city',
  country: 'requestForm.country',
  firstName: 'requestForm.firstName',
  lastName: 'requestForm.lastName',
  email: 'requestForm.email',
  phone: 'requestForm.phone',
} as const satisfies Record<FormField, string>;
