import type { DocumentKind, DocumentRefusal, RefusalReason } from '../../../src-shared/domain/request-codes.ts';
import { REQUEST_WORDS } from '../../paper/request-words.ts';
import type { MailBlock, MailMessage } from '../mail-message.ts';
import { facts, mailTo, paragraph, type MailContext } from '../mail-parts.ts';

/** The request a mail is about, and whom it goes to. */
export interface RequestSubject {
  readonly to: MailMessage['to'];
  readonly number: number;
  /** Name of the product in the mail's language. */
  readonly product: string;
  readonly entity: string;
  readonly holder: string;
}

export interface RefusedDocument {
  readonly kind: DocumentKind;
  readonly reason: DocumentRefusal;
  readonly text: string;
}

const WHERE = {
  fr: 'Vous la retrouvez dans l’application Clavis, rubrique «\u202FMes demandes\u202F».',
  en: 'You find it in the Clavis application, under “My requests”.',
} as const;

/** Handed in, or handed in again once completed. */
export function requestSubmittedMail(subject: RequestSubject, context: MailContext): MailMessage {
  const { number } = subject;
  return context.language === 'fr'
    ? requestMail('requestSubmitted', subject, context, `Votre demande n°\u00A0${number} est enregistrée`, [
        'Votre demande de certificat est enregistrée. Le bureau d’enregistrement va la contrôler\u202F; vous serez prévenu de sa décision.',
        'Tant que le contrôle n’a pas commencé, vous pouvez la modifier ou la supprimer.',
        WHERE.fr,
      ])
    : requestMail('requestSubmitted', subject, context, `Your request no. ${number} is registered`, [
        'Your request for a certificate is registered. The registration office will check it; you will be told what it decides.',
        'Until the check begins you can change or delete it.',
        WHERE.en,
      ]);
}

/** The office asks for what is missing. @param ask.text what the operator wrote; may be empty. */
export function requestToCompleteMail(subject: RequestSubject, context: MailContext, ask: { readonly refused: readonly RefusedDocument[]; readonly missing: readonly DocumentKind[]; readonly text: string }): MailMessage {
  const words = REQUEST_WORDS[context.language];
  const french = context.language === 'fr';
  const colon = french ? '\u202F: ' : ': ';
  const items = [
    ...ask.refused.map(({ kind, reason, text }) => `${words.documents[kind]}${colon}${text === '' ? words.documentRefusals[reason] : `${words.documentRefusals[reason]} (${text})`}`),
    ...ask.missing.map((kind) => `${words.documents[kind]}${colon}${french ? 'manquante' : 'missing'}`),
  ];
  const blocks: MailBlock[] = [
    paragraph(french ? 'Votre demande de certificat est à compléter\u202F:' : 'Your request for a certificate has to be completed:'),
    ...(items.length > 0 ? [{ kind: 'list', items } as const] : []),
    ...(ask.text === '' ? [] : [paragraph(french ? `Message du bureau\u202F: ${ask.text}` : `Message of the office: ${ask.text}`)]),
    paragraph(french ? `Déposez ce qui manque, puis transmettez à nouveau la demande. ${WHERE.fr}` : `Add what is missing, then hand the request in again. ${WHERE.en}`),
  ];
  const title = french ? `Votre demande n°\u00A0${subject.number} est à compléter` : `Your request no. ${subject.number} has to be completed`;
  return withBlocks('requestToComplete', subject, context, title, blocks);
}

/** @param kind of the product: a token is fetched at an appointment. */
export function requestAcceptedMail(subject: RequestSubject, context: MailContext, kind: 'token' | 'software'): MailMessage {
  const { number } = subject;
  if (context.language === 'fr') {
    return requestMail('requestAccepted', subject, context, `Votre demande n°\u00A0${number} est acceptée`, [
      'Votre demande de certificat est acceptée.',
      kind === 'token'
        ? 'Prenez maintenant rendez-vous avec le bureau d’enregistrement\u202F: le certificat y est remis en main propre, sur présentation de l’original de votre pièce d’identité.'
        : 'Votre certificat va être préparé\u202F; vous serez prévenu quand vous pourrez le télécharger.',
      WHERE.fr,
    ]);
  }
  return requestMail('requestAccepted', subject, context, `Your request no. ${number} is accepted`, [
    'Your request for a certificate is accepted.',
    kind === 'token'
      ? 'Now make an appointment with the registration office: the certificate is handed over in person, on showing the original of your identity document.'
      : 'Your certificate will be prepared; you will be told when you can download it.',
    WHERE.en,
  ]);
}

/** @param refusal.text what the operator wrote; may be empty. */
export function requestRefusedMail(subject: RequestSubject, context: MailContext, refusal: { readonly reason: RefusalReason; readonly text: string }): MailMessage {
  const { number } = subject;
  const reason = REQUEST_WORDS[context.language].refusals[refusal.reason];
  if (context.language === 'fr') {
    return requestMail('requestRefused', subject, context, `Votre demande n°\u00A0${number} est refusée`, [
      `Votre demande de certificat n’a pas pu être acceptée\u202F: ${reason}.`,
      ...(refusal.text === '' ? [] : [`Message du bureau\u202F: ${refusal.text}`]),
      'Cette décision est définitive pour cette demande\u202F; vous pouvez en faire une autre, ou nous appeler.',
    ]);
  }
  return requestMail('requestRefused', subject, context, `Your request no. ${number} is refused`, [
    `Your request for a certificate could not be accepted: ${reason}.`,
    ...(refusal.text === '' ? [] : [`Message of the office: ${refusal.text}`]),
    'This decision is final for this request; you can make another one, or call us.',
  ]);
}

export function requestWithdrawnMail(subject: RequestSubject, context: MailContext): MailMessage {
  const { number } = subject;
  return context.language === 'fr'
    ? requestMail('requestWithdrawn', subject, context, `Votre demande n°\u00A0${number} est retirée`, [
        'Vous avez retiré cette demande de certificat. Les pièces que vous aviez déposées seront effacées.',
        'Ce n’était pas vous\u202F? Changez votre mot de passe et appelez-nous.',
      ])
    : requestMail('requestWithdrawn', subject, context, `Your request no. ${number} is withdrawn`, [
        'You withdrew this request for a certificate. The documents you handed in will be erased.',
        'This was not you? Change your password and call us.',
      ]);
}

/** Nothing was heard of the holder for too long. */
export function requestExpiredMail(subject: RequestSubject, context: MailContext): MailMessage {
  const { number } = subject;
  return context.language === 'fr'
    ? requestMail('requestExpired', subject, context, `Votre demande n°\u00A0${number} a expiré`, [
        'Cette demande attendait une action de votre part depuis trop longtemps\u202F: elle est close. Les pièces que vous aviez déposées seront effacées.',
        'Vous avez toujours besoin d’un certificat\u202F? Faites une nouvelle demande.',
      ])
    : requestMail('requestExpired', subject, context, `Your request no. ${number} has expired`, [
        'This request waited too long for you to act: it is closed. The documents you handed in will be erased.',
        'You still need a certificate? Make a new request.',
      ]);
}

function requestMail(kind: MailMessage['kind'], subject: RequestSubject, context: MailContext, title: string, paragraphs: readonly string[]): MailMessage {
  return withBlocks(kind, subject, context, title, paragraphs.map(paragraph));
}

function withBlocks(kind: MailMessage['kind'], subject: RequestSubject, context: MailContext, title: string, blocks: readonly MailBlock[]): MailMessage {
  const french = context.language === 'fr';
  const hello = paragraph(french ? `Bonjour ${subject.to.name},` : `Hello ${subject.to.name},`);
  const rows = [
    [french ? 'Demande' : 'Request', String(subject.number)],
    [french ? 'Produit' : 'Product', subject.product],
    [french ? 'Établissement' : 'Organisation', subject.entity],
    [french ? 'Titulaire' : 'Holder', subject.holder],
  ] as const;
  return mailTo(kind, subject.to, context, title, [hello, facts(rows), ...blocks]);
}
