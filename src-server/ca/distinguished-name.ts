import { AttributeTypeAndValue, AttributeValue, Name, RelativeDistinguishedName } from '@peculiar/asn1-x509';
import { AppError } from '../../src-shared/errors/app-error.ts';

/** Attributes of a subject, in the order they are written. All but country and serialNumber are UTF8String (ETSI EN 319 412-2, 4.2.4). */
const ATTRIBUTES = {
  country: { oid: '2.5.4.6', kind: 'printableString', max: 2, pattern: /^[A-Z]{2}$/u },
  organization: { oid: '2.5.4.10', kind: 'utf8String', max: 64, pattern: /^\P{C}+$/u },
  /** Type of register, country, identifier: "NTRFR-356000000" (ETSI EN 319 412-1, 5.1.4). */
  organizationIdentifier: { oid: '2.5.4.97', kind: 'utf8String', max: 64, pattern: /^(VAT|NTR|PSD|LEI)[A-Z]{2}-[\x20-\x7e]{1,50}$/u },
  surname: { oid: '2.5.4.4', kind: 'utf8String', max: 64, pattern: /^\P{C}+$/u },
  givenName: { oid: '2.5.4.42', kind: 'utf8String', max: 64, pattern: /^\P{C}+$/u },
  /** PrintableString (RFC 5280, A.1 X520SerialNumber): tells two people of one name apart. */
  serialNumber: { oid: '2.5.4.5', kind: 'printableString', max: 64, pattern: /^[A-Za-z0-9 '()+,\-./:=?]+$/u },
  commonName: { oid: '2.5.4.3', kind: 'utf8String', max: 64, pattern: /^\P{C}+$/u },
} as const;

export type NameAttribute = keyof typeof ATTRIBUTES;
/** What a subject is called. Bounds are those of RFC 5280, appendix A, or tighter. */
export type NameFields = Partial<Readonly<Record<NameAttribute, string>>>;

/**
 * The X.500 name of a subject, one attribute for each RDN.
 * @throws AppError requestInvalid {part: "name", field} when an attribute is empty, too long, or has characters it may not.
 */
export function distinguishedName(fields: NameFields): Name {
  const rdns: RelativeDistinguishedName[] = [];
  for (const [attribute, { oid, kind, max, pattern }] of Object.entries(ATTRIBUTES)) {
    const given = fields[attribute as NameAttribute];
    if (given === undefined) continue;
    const value = given.normalize('NFC').trim();
    // The bound counts characters, not UTF-16 units (X.520, upper bounds).
    if (!value.isWellFormed() || !pattern.test(value) || Array.from(value).length > max) throw new AppError('requestInvalid', { part: 'name', field: attribute });
    rdns.push(new RelativeDistinguishedName([new AttributeTypeAndValue({ type: oid, value: new AttributeValue({ [kind]: value }) })]));
  }
  return new Name(rdns);
}

export interface PersonIdentity {
  /** ISO 3166 alpha-2, upper case. */
  readonly country: string;
  readonly givenName: string;
  readonly surname: string;
  /** Unique among the subjects of the authority; no meaning needed. */
  readonly serialNumber: string;
  readonly organization: { readonly name: string; readonly identifier: string } | null;
}

/** Subject of a natural person (ETSI EN 319 412-2, 4.2.4), with the organisation they belong to where there is one. @throws AppError requestInvalid */
export function personName({ country, givenName, surname, serialNumber, organization }: PersonIdentity): Name {
  const employer = organization === null ? {} : { organization: organization.name, organizationIdentifier: organization.identifier };
  return distinguishedName({ country, ...employer, surname, givenName, serialNumber, commonName: `${givenName.trim()} ${surname.trim()}` });
}
