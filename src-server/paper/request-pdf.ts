import { REQUEST_WORDS } from './request-words.ts';
import type { Language } from '../../src-shared/domain/views.ts';
import type { OfficeReply } from '../../src-shared/http/offices.ts';
import type { ProductReply, RequestReply } from '../../src-shared/http/requests.ts';
import { Sheet } from './sheet.ts';

export interface PrintedRequest {
  readonly request: RequestReply;
  /** Null: it left the catalogue. */
  readonly product: ProductReply | null;
  readonly office: Pick<OfficeReply, 'name' | 'address' | 'phone'>;
  readonly provider: { readonly name: string; readonly phone: string; readonly email: string };
  readonly language: Language;
  readonly timeZone: string;
  /** When it is printed, milliseconds since the epoch. */
  readonly at: number;
}

const WORDS = {
  fr: {
    title: (number: number) => `Demande de certificat n°\u00A0${number}`,
    state: 'État',
    created: 'Date de la demande',
    submitted: 'Transmise le',
    ended: 'Close le',
    printed: (when: string) => `Édité le ${when}`,
    page: (page: number, pages: number) => `Page ${page} sur ${pages}`,
    product: 'Produit',
    certificate: 'Certificat',
    validity: 'Durée de validité',
    months: (count: number) => `${count} mois`,
    entity: 'Établissement',
    name: 'Nom',
    address: 'Adresse',
    holder: 'Titulaire',
    firstName: 'Prénom',
    lastName: 'Nom',
    email: 'Adresse électronique',
    phone: 'Téléphone',
    office: 'Bureau d’enregistrement',
    documents: 'Pièces justificatives',
    none: 'Aucune pièce déposée.',
    accepted: 'acceptée',
    refused: 'refusée',
    received: 'déposée',
    announced: 'non reçue',
    dropped: 'effacée',
    missing: 'à déposer',
    colon: '\u202F: ',
  },
  en: {
    title: (number: number) => `Certificate request no. ${number}`,
    state: 'State',
    created: 'Date of the request',
    submitted: 'Handed in on',
    ended: 'Closed on',
    printed: (when: string) => `Printed on ${when}`,
    page: (page: number, pages: number) => `Page ${page} of ${pages}`,
    product: 'Product',
    certificate: 'Certificate',
    validity: 'Validity',
    months: (count: number) => `${count} months`,
    entity: 'Organisation',
    name: 'Name',
    address: 'Address',
    holder: 'Holder',
    firstName: 'First name',
    lastName: 'Last name',
    email: 'Mail address',
    phone: 'Telephone',
    office: 'Registration office',
    documents: 'Supporting documents',
    none: 'No document was handed in.',
    accepted: 'accepted',
    refused: 'refused',
    received: 'handed in',
    announced: 'not received',
    dropped: 'erased',
    missing: 'to be handed in',
    colon: ': ',
  },
} as const;

/** A request on paper, in the language of whoever prints it: PDF with its fonts inside. */
export async function requestPdf(printed: PrintedRequest): Promise<Uint8Array> {
  const { request, product, office, provider, language, at } = printed;
  const words = WORDS[language];
  const codes = REQUEST_WORDS[language];
  const day = (time: number): string => tellDay(time, printed);
  const title = words.title(request.number);
  const sheet = new Sheet({ title, author: provider.name, language, at });

  sheet.heading(provider.name, title);
  sheet.facts([
    [words.state, codes.states[request.state] + (request.outcomeReason === null ? '' : `${words.colon}${codes.refusals[request.outcomeReason]}`)],
    [words.created, day(request.createdAt)],
    ...(request.submittedAt === null ? [] : [[words.submitted, day(request.submittedAt)] as const]),
    ...(request.endedAt === null ? [] : [[words.ended, day(request.endedAt)] as const]),
  ]);
  sheet.section(words.product);
  sheet.facts([[words.certificate, product?.names[language] ?? request.productId], ...(product === null ? [] : [[words.validity, words.months(product.validityMonths)] as const])]);
  sheet.section(words.entity);
  const { establishment, holderData } = request;
  sheet.facts([
    [words.name, establishment.name],
    ['SIREN', group(establishment.siren, /^(\d{3})(\d{3})(\d{3})$/u)],
    ['SIRET', group(establishment.siret, /^(\d{3})(\d{3})(\d{3})(\d{5})$/u)],
    [words.address, addressLine(establishment.address)],
  ]);
  sheet.section(words.holder);
  sheet.facts([
    [words.firstName, holderData.firstName],
    [words.lastName, holderData.lastName],
    [words.email, holderData.email],
    ...(holderData.phone === null ? [] : [[words.phone, holderData.phone] as const]),
  ]);
  sheet.section(words.documents);
  const rows = [
    ...request.documents.map((one) => [codes.documents[one.kind], one.fileName, verdictOf(one, printed)] as const),
    ...request.missing.filter((kind) => !request.documents.some((one) => one.kind === kind)).map((kind) => [codes.documents[kind], '', words.missing] as const),
  ];
  if (rows.length === 0) sheet.line(words.none);
  for (const row of rows) sheet.row(row);
  sheet.section(words.office);
  sheet.facts([[words.name, office.name], [words.address, addressLine(office.address)], [words.phone, office.phone]]);

  return sheet.finish((page, pages) => [`${provider.name}, ${provider.phone}, ${provider.email}`, `${words.printed(day(at))} · ${words.page(page, pages)}`]);
}

function verdictOf({ verdict, content, reason }: RequestReply['documents'][number], { language }: PrintedRequest): string {
  const words = WORDS[language];
  if (verdict === 'refused') return words.refused + (reason === null ? '' : `${words.colon}${REQUEST_WORDS[language].documentRefusals[reason]}`);
  if (verdict === 'accepted') return words.accepted;
  return words[content];
}

/** "25 novembre 2026", on the calendar of the authority's zone. */
function tellDay(at: number, { language, timeZone }: PrintedRequest): string {
  return new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { dateStyle: 'long', timeZone }).format(at);
}

function addressLine({ street, postalCode, city, country }: RequestReply['establishment']['address']): string {
  return `${street}, ${postalCode} ${city}${country === 'FR' ? '' : ` (${country})`}`;
}

function group(digits: string, groups: RegExp): string {
  return groups.exec(digits)?.slice(1).join('\u00A0') ?? digits;
}
