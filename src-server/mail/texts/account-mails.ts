import type { Language } from '../../../src-shared/domain/views.ts';
import type { MailMessage } from '../mail-message.ts';
import { button, facts, mailTo, paragraph, tellTime, type MailContext } from '../mail-parts.ts';

/** Whom a mail about an account is for. */
export interface MailPerson {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
}

const SECRET = {
  fr: 'Ce message ne vous demande aucun secret, et nous ne le ferons jamais, ni par courriel ni par téléphone\u202F: ni mot de passe, ni code PIN.',
  en: 'This message asks you for no secret, and we never will, by mail or by phone: no password, no PIN.',
} as const;

const NOT_YOU = {
  fr: 'Ce n’était pas vous\u202F? Demandez un nouveau mot de passe dans Clavis, ce qui ferme toutes les sessions, et appelez-nous.',
  en: 'This was not you? Ask for a new password in Clavis, which closes all sessions, and call us.',
} as const;

const nameOf = ({ firstName, lastName }: MailPerson): string => `${firstName} ${lastName}`;
const toOf = (person: MailPerson): MailMessage['to'] => ({ name: nameOf(person), address: person.email });
const hello = (person: MailPerson, language: Language) => paragraph(language === 'fr' ? `Bonjour ${nameOf(person)},` : `Hello ${nameOf(person)},`);

/** The link that confirms a sign-up; `url` carries the token in its fragment. */
export function confirmAccountMail(person: MailPerson, context: MailContext, link: { readonly url: string; readonly expiresAt: number }): MailMessage {
  const { language } = context;
  const until = tellTime(link.expiresAt, context);
  if (language === 'fr') {
    return mailTo('confirmAccount', toOf(person), context, 'Confirmez votre adresse', [
      hello(person, language),
      paragraph('Un compte nous a été demandé avec cette adresse. Il n’existe qu’une fois l’adresse confirmée\u202F:'),
      button('Confirmer mon adresse', link.url),
      paragraph(`Ce lien ne sert qu’une fois. Il est valable 24\u00A0heures, jusqu’au ${until}. Il annule les liens que vous auriez reçus avant.`),
      paragraph('Vous n’avez rien demandé\u202F? N’ouvrez pas ce lien\u202F: sans lui, aucun compte n’est créé.'),
      paragraph(SECRET.fr),
    ]);
  }
  return mailTo('confirmAccount', toOf(person), context, 'Confirm your address', [
    hello(person, language),
    paragraph('We were asked for an account with this address. It exists only once the address is confirmed:'),
    button('Confirm my address', link.url),
    paragraph(`This link works once. It is valid for 24 hours, until ${until}. It cancels any link you received before.`),
    paragraph('You did not ask for this? Do not open the link: without it no account is made.'),
    paragraph(SECRET.en),
  ]);
}

/** To somebody who signs up again and has an account already: what the reply on the screen must not say. */
export function alreadyAccountMail(person: MailPerson, context: MailContext): MailMessage {
  const { language } = context;
  if (language === 'fr') {
    return mailTo('alreadyAccount', toOf(person), context, 'Vous avez déjà un compte', [
      hello(person, language),
      paragraph('Un compte nous a été demandé avec cette adresse\u202F; elle en a déjà un. Rien n’a été créé ni changé.'),
      paragraph('Pour entrer, ouvrez Clavis et connectez-vous avec cette adresse. Mot de passe oublié\u202F? Choisissez «\u202FMot de passe oublié\u202F» sur le même écran.'),
      paragraph('Vous n’avez rien demandé\u202F? Ne faites rien.'),
      paragraph(SECRET.fr),
    ]);
  }
  return mailTo('alreadyAccount', toOf(person), context, 'You already have an account', [
    hello(person, language),
    paragraph('We were asked for an account with this address; it has one already. Nothing was made or changed.'),
    paragraph('To get in, open Clavis and sign in with this address. Forgot the password? Choose “Forgot password” on the same screen.'),
    paragraph('You did not ask for this? Do nothing.'),
    paragraph(SECRET.en),
  ]);
}

/** The link to set a password. */
export function passwordLinkMail(person: MailPerson, context: MailContext, link: { readonly url: string; readonly expiresAt: number }): MailMessage {
  const { language } = context;
  const until = tellTime(link.expiresAt, context);
  if (language === 'fr') {
    return mailTo('passwordLink', toOf(person), context, 'Choisir un nouveau mot de passe', [
      hello(person, language),
      paragraph('Un nouveau mot de passe nous a été demandé pour votre compte. L’ancien vaut encore tant que vous n’en avez pas choisi un autre\u202F:'),
      button('Choisir mon mot de passe', link.url),
      paragraph(`Ce lien ne sert qu’une fois, jusqu’au ${until}. Il annule les liens que vous auriez reçus avant.`),
      paragraph('Vous n’avez rien demandé\u202F? Ne faites rien\u202F: votre mot de passe reste le même.'),
      paragraph(SECRET.fr),
    ]);
  }
  return mailTo('passwordLink', toOf(person), context, 'Choose a new password', [
    hello(person, language),
    paragraph('We were asked for a new password for your account. The old one holds until you choose another:'),
    button('Choose my password', link.url),
    paragraph(`This link works once, until ${until}. It cancels any link you received before.`),
    paragraph('You did not ask for this? Do nothing: your password stays the same.'),
    paragraph(SECRET.en),
  ]);
}

/** Something about the account was changed, or somebody got in: the person is told, whoever it was (ASVS 6.3.5, 6.3.7). */
export function accountNoticeMail(
  person: MailPerson,
  context: MailContext,
  notice: {
    readonly kind: 'passwordChanged' | 'signInNotice' | 'certificateAssociated' | 'certificateDissociated' | 'erasureAsked';
    readonly at: number;
    /** Certificates: their subject and serial number. */
    readonly certificate?: { readonly subject: string; readonly serial: string };
  },
): MailMessage {
  const { language } = context;
  const words = NOTICES[language][notice.kind];
  const rows = notice.certificate === undefined ? [] : [facts([[language === 'fr' ? 'Certificat' : 'Certificate', notice.certificate.subject], [language === 'fr' ? 'N°' : 'No.', notice.certificate.serial]])];
  const when = language === 'fr' ? `C’était le ${tellTime(notice.at, context)}.` : `This was on ${tellTime(notice.at, context)}.`;
  return mailTo(notice.kind, toOf(person), context, words.title, [hello(person, language), paragraph(words.text), ...rows, paragraph(when), paragraph(NOT_YOU[language])]);
}

const NOTICES = {
  fr: {
    passwordChanged: { title: 'Votre mot de passe a été changé', text: 'Le mot de passe de votre compte a été changé, et les autres sessions ont été fermées.' },
    signInNotice: {
      title: 'Nouvelle connexion à votre compte',
      text: 'Quelqu’un s’est connecté à votre compte depuis un programme encore jamais vu, ou après plusieurs essais manqués.',
    },
    certificateAssociated: { title: 'Un certificat ouvre votre compte', text: 'Ce certificat a été associé à votre compte\u202F: il permet désormais de s’y connecter.' },
    certificateDissociated: { title: 'Un certificat n’ouvre plus votre compte', text: 'Ce certificat n’est plus associé à votre compte\u202F: il ne permet plus de s’y connecter.' },
    erasureAsked: {
      title: 'Votre demande d’effacement',
      text: 'Vous avez demandé l’effacement de vos données. Nous vous répondrons sous un mois. La loi nous oblige à garder les preuves de délivrance et de révocation des certificats, et le journal, pendant la durée qu’elle fixe\u202F; le reste sera effacé.',
    },
  },
  en: {
    passwordChanged: { title: 'Your password was changed', text: 'The password of your account was changed, and other sessions were closed.' },
    signInNotice: { title: 'New sign-in to your account', text: 'Somebody signed in to your account from a program not seen before, or after several failed tries.' },
    certificateAssociated: { title: 'A certificate opens your account', text: 'This certificate was associated with your account: it can sign in from now on.' },
    certificateDissociated: { title: 'A certificate no longer opens your account', text: 'This certificate is no longer associated with your account: it cannot sign in any more.' },
    erasureAsked: {
      title: 'Your request for erasure',
      text: 'You asked for the erasure of your data. We will answer within a month. The law makes us keep the evidence of issuing and revoking certificates, and the journal, for the time it sets; the rest will be erased.',
    },
  },
} as const;

/** The terms just accepted, whole, as an attachment. */
export function termsCopyMail(person: MailPerson, context: MailContext, terms: { readonly version: string; readonly text: string; readonly at: number }): MailMessage {
  const { language } = context;
  const attachment = { filename: `clavis-${language === 'fr' ? 'conditions' : 'terms'}-${terms.version}.md`, contentType: 'text/markdown', content: terms.text };
  const when = tellTime(terms.at, context);
  return language === 'fr'
    ? mailTo('termsCopy', toOf(person), context, 'Vos conditions d’utilisation', [
        hello(person, language),
        paragraph(`Vous avez accepté la version ${terms.version} des conditions d’utilisation, le ${when}. Vous en trouverez le texte entier en pièce jointe\u202F: gardez-le.`),
      ], attachment)
    : mailTo('termsCopy', toOf(person), context, 'Your terms of use', [
        hello(person, language),
        paragraph(`You accepted version ${terms.version} of the terms of use on ${when}. The whole text is attached: keep it.`),
      ], attachment);
}
