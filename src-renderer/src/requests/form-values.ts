import type { RequestDetail } from '../../../src-shared/domain/account-views.ts';
import type { CreateRequest } from '../../../src-shared/http/requests.ts';

export const FORM_FIELDS = ['productId', 'officeId', 'establishment', 'siren', 'siret', 'street', 'postalCode', 'city', 'country', 'firstName', 'lastName', 'email', 'phone'] as const;
export type FormField = (typeof FORM_FIELDS)[number];
/** As typed; blanks around and in numbers do not count. */
export type FormValues = Readonly<Record<FormField, string>>;

/** What a renewal may change: the rest is the certificate's (`identityLocked`). */
const FREE_IN_RENEWAL: ReadonlySet<FormField> = new Set<FormField>(['officeId', 'siret', 'street', 'postalCode', 'city', 'country', 'email', 'phone']);
export const isLocked = (field: FormField, renewal: boolean): boolean => renewal && !FREE_IN_RENEWAL.has(field);

export const EMPTY_FORM: FormValues = { productId: '', officeId: '', establishment: '', siren: '', siret: '', street: '', postalCode: '', city: '', country: 'FR', firstName: '', lastName: '', email: '', phone: '' };

export function valuesOf({ productId, officeId, establishment, holderData }: RequestDetail): FormValues {
  const { address } = establishment;
  return {
    productId,
    officeId,
    establishment: establishment.name,
    siren: establishment.siren,
    siret: establishment.siret,
    street: address.street,
    postalCode: address.postalCode,
    city: address.city,
    country: address.country,
    firstName: holderData.firstName,
    lastName: holderData.lastName,
    email: holderData.email,
    phone: holderData.phone ?? '',
  };
}

/** As the contract wants it; judge first. */
export function requestOf(values: FormValues): CreateRequest {
  const clean = cleaned(values);
  return {
    productId: clean.productId,
    officeId: clean.officeId,
    establishment: {
      name: clean.establishment,
      siren: clean.siren,
      siret: clean.siret,
      address: { street: clean.street, postalCode: clean.postalCode, city: clean.city, country: clean.country },
    },
    holder: { firstName: clean.firstName, lastName: clean.lastName, email: clean.email, phone: clean.phone === '' ? null : clean.phone },
  };
}

/** Without blanks around, without any in the numbers of a company, country in capitals. */
export function cleaned(values: FormValues): FormValues {
  const trimmed = Object.fromEntries(FORM_FIELDS.map((field) => [field, values[field].trim()])) as Record<FormField, string>;
  return { ...trimmed, siren: withoutBlanks(values.siren), siret: withoutBlanks(values.siret), country: trimmed.country.toUpperCase() };
}

const withoutBlanks = (text: string): string => text.replaceAll(/\s/gu, '');
