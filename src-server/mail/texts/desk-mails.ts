import { formatSerial } from '../../../src-shared/domain/serial.ts';
import type { MailMessage } from '../mail-message.ts';
import { facts, mailTo, paragraph, type MailContext } from '../mail-parts.ts';
import type { MailSubject } from '../mail-texts.ts';

/** Somebody of the office did not agree to the unblock of this token. */
export function unblockRefusedMail(subject: MailSubject, context: MailContext): MailMessage {
  const serial = formatSerial(subject.serial);
  if (context.language === 'fr') {
    return mailTo('unblockRefused', personOf(subject), context, `Votre support ${serial} n’a pas été débloqué`, [
      paragraph(`Bonjour ${subject.holder},`),
      paragraph('Le déblocage du code PIN de ce support demandait l’accord de votre bureau d’enregistrement, qui l’a refusé. Votre support n’a pas changé.'),
      tokenFacts(subject, context),
      paragraph('Votre bureau vous dira pourquoi. Ne donnez jamais votre code PIN ni vos réponses, pas même à lui.'),
    ]);
  }
  return mailTo('unblockRefused', personOf(subject), context, `Your token ${serial} was not unblocked`, [
    paragraph(`Hello ${subject.holder},`),
    paragraph('Unblocking the PIN of this token needed the agreement of your registration office, which refused it. Your token has not changed.'),
    tokenFacts(subject, context),
    paragraph('Your office can tell you why. Never give your PIN or your answers to anyone, not even to them.'),
  ]);
}

/** The tries of the answers were given back, after somebody was seen in person. */
export function answersReopenedMail(subject: MailSubject, context: MailContext): MailMessage {
  const serial = formatSerial(subject.serial);
  if (context.language === 'fr') {
    return mailTo('answersReopened', personOf(subject), context, `Vos essais sont rendus pour le support ${serial}`, [
      paragraph(`Bonjour ${subject.holder},`),
      paragraph('Après vérification d’une pièce d’identité à votre bureau d’enregistrement, les trois essais de réponse à vos questions secrètes vous sont rendus.'),
      tokenFacts(subject, context),
      paragraph('Pour débloquer votre code PIN, demandez un nouveau lien depuis l’application Clavis.'),
      paragraph('Vous ne vous êtes présenté à aucun bureau\u202F? Appelez-nous sans attendre et révoquez votre certificat.'),
    ]);
  }
  return mailTo('answersReopened', personOf(subject), context, `Your tries are back for token ${serial}`, [
    paragraph(`Hello ${subject.holder},`),
    paragraph('After an identity document was checked at your registration office, your three tries at your secret questions were given back.'),
    tokenFacts(subject, context),
    paragraph('To unblock your PIN, ask for a new link in the Clavis application.'),
    paragraph('You have been to no office? Call us now and revoke your certificate.'),
  ]);
}

const personOf = ({ holder, email }: MailSubject): MailMessage['to'] => ({ name: holder, address: email });

function tokenFacts({ serial, product, entity }: MailSubject, { language }: MailContext): MailMessage['blocks'][number] {
  const words = language === 'fr' ? (['Support', 'Produit', 'Entité'] as const) : (['Token', 'Product', 'Entity'] as const);
  return facts([
    [words[0], formatSerial(serial)],
    [words[1], product],
    [words[2], entity],
  ]);
}
