import type { Role } from '../../../src-shared/domain/roles.ts';
import type { MailMessage } from '../mail-message.ts';
import { button, mailTo, paragraph, tellTime, type MailContext } from '../mail-parts.ts';

/** One of the staff, as a mail speaks to them. */
export interface StaffPerson {
  readonly name: string;
  readonly address: string;
}

const ROLE_WORDS = {
  fr: { holder: 'titulaire', operator: 'opérateur d’un bureau d’enregistrement', administrator: 'administrateur' },
  en: { holder: 'holder', operator: 'operator of a registration office', administrator: 'administrator' },
} as const satisfies Record<string, Record<Role, string>>;

/** @param link.url holds the token in its fragment: no log of a server sees it. */
export function invitationMail(to: StaffPerson, context: MailContext, role: Role, link: { readonly url: string; readonly expiresAt: number }): MailMessage {
  const until = tellTime(link.expiresAt, context);
  const { name } = context.provider;
  if (context.language === 'fr') {
    return mailTo('invitation', to, context, `Votre compte auprès de ${name}`, [
      paragraph(`Bonjour ${to.name},`),
      paragraph(`Un compte vous est ouvert en tant qu’${ROLE_WORDS.fr[role]}. Choisissez votre mot de passe pour l’activer.`),
      button('Choisir mon mot de passe', link.url),
      paragraph(`Ce lien ne sert qu’une fois. Il est valable jusqu’au ${until}.`),
      paragraph('Ce message ne vous demande aucun secret, et nous ne le ferons jamais, ni par courriel ni par téléphone.'),
      paragraph('Vous n’attendiez pas ce message\u202F? Ne faites rien et prévenez-nous.'),
    ]);
  }
  return mailTo('invitation', to, context, `Your account with ${name}`, [
    paragraph(`Hello ${to.name},`),
    paragraph(`An account was opened for you as ${ROLE_WORDS.en[role]}. Choose your password to activate it.`),
    button('Choose my password', link.url),
    paragraph(`This link works once. It is valid until ${until}.`),
    paragraph('This message asks you for no secret, and we never will, by mail or by phone.'),
    paragraph('You did not expect this message? Do nothing and tell us.'),
  ]);
}

/** Somebody's rights changed: whoever has the account should know, also when it was not them who asked. */
export function roleChangedMail(to: StaffPerson, context: MailContext, change: { readonly role: Role } | 'disabled' | 'enabled'): MailMessage {
  if (context.language === 'fr') {
    const what =
      change === 'disabled'
        ? 'Votre compte est désactivé. Les sessions ouvertes sont fermées.'
        : change === 'enabled'
          ? 'Votre compte est de nouveau actif.'
          : `Les droits de votre compte ont changé\u202F: vous êtes désormais ${ROLE_WORDS.fr[change.role]}. Les sessions ouvertes sont fermées.`;
    return mailTo('roleChanged', to, context, 'Votre compte a changé', [paragraph(`Bonjour ${to.name},`), paragraph(what), paragraph('Pour toute question, contactez votre administrateur.')]);
  }
  const what =
    change === 'disabled'
      ? 'Your account is disabled. Open sessions were closed.'
      : change === 'enabled'
        ? 'Your account is active again.'
        : `The rights of your account have changed: you are now ${ROLE_WORDS.en[change.role]}. Open sessions were closed.`;
  return mailTo('roleChanged', to, context, 'Your account has changed', [paragraph(`Hello ${to.name},`), paragraph(what), paragraph('If you have any question, contact your administrator.')]);
}
