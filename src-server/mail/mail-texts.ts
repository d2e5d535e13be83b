import { formatSerial } from '../../src-shared/domain/serial.ts';
import type { Language } from '../../src-shared/domain/views.ts';
import type { MailBlock, MailMessage } from './mail-message.ts';
import { button, facts, links, mailTo, paragraph, tellTime, type MailContext } from './mail-parts.ts';

export type { MailContext } from './mail-parts.ts';

/** Whom a mail is for, and about which token. */
export interface MailSubject {
  readonly holder: string;
  readonly email: string;
  readonly entity: string;
  readonly product: string;
  readonly serial: string;
}

/** The mail with the link: the only mail that ever holds one. `url` carries the code in its fragment, so no server log sees it. */
export function unblockLinkMail(subject: MailSubject, context: MailContext, link: { readonly url: string; readonly expiresAt: number }): MailMessage {
  const { language } = context;
  const until = tellTime(link.expiresAt, context);
  const serial = formatSerial(subject.serial);
  if (language === 'fr') {
    return mail('unblockLink', subject, context, `Débloquer votre support ${serial}`, [
      paragraph(`Bonjour ${subject.holder},`),
      paragraph('Le déblocage du code PIN de ce support nous a été demandé\u202F:'),
      factsOf(subject, language),
      button('Débloquer mon support', link.url),
      paragraph(`Ce lien ne sert qu’une fois. Il est valable 24\u00A0heures, jusqu’au ${until}. Il annule les liens que vous auriez reçus avant.`),
      paragraph('Avant de commencer, ayez sous la main votre support et les réponses à vos questions secrètes. L’application Clavis vous guide pas à pas.'),
      paragraph('Ce message ne vous demande aucun secret, et nous ne le ferons jamais, ni par courriel ni par téléphone\u202F: ni code PIN, ni réponse, ni mot de passe.'),
      paragraph('Vous n’avez rien demandé\u202F? Ne faites rien\u202F: sans votre support et vos réponses, ce lien ne permet rien.'),
    ]);
  }
  return mail('unblockLink', subject, context, `Unblock your token ${serial}`, [
    paragraph(`Hello ${subject.holder},`),
    paragraph('We were asked to unblock the PIN of this token:'),
    factsOf(subject, language),
    button('Unblock my token', link.url),
    paragraph(`This link works once. It is valid for 24 hours, until ${until}. It cancels any link you received before.`),
    paragraph('Before you start, have your token and the answers to your secret questions at hand. The Clavis application guides you step by step.'),
    paragraph('This message asks you for no secret, and we never will, by mail or by phone: no PIN, no answer, no password.'),
    paragraph('You did not ask for this? Do nothing: without your token and your answers this link allows nothing.'),
  ]);
}

/**
 * The dossier is locked for good. @param why `justNow`: the third wrong set was just given; `linkAsked`: a link was asked
 * for a dossier that is locked already.
 */
export function dossierLockedMail(subject: MailSubject, context: MailContext, why: 'justNow' | 'linkAsked'): MailMessage {
  const { language, provider } = context;
  const serial = formatSerial(subject.serial);
  if (language === 'fr') {
    return mail('dossierLocked', subject, context, `Déblocage impossible pour votre support ${serial}`, [
      paragraph(`Bonjour ${subject.holder},`),
      paragraph(
        why === 'justNow'
          ? 'Trois séries de réponses erronées ont été données pour ce support. Son déblocage est définitivement fermé.'
          : 'Un lien de déblocage nous a été demandé pour ce support. Nous ne pouvons pas vous l’envoyer\u202F: son déblocage a été définitivement fermé après trois séries de réponses erronées.',
      ),
      factsOf(subject, language),
      paragraph('Ce que vous pouvez faire\u202F: révoquer le certificat de ce support, puis en commander un autre.'),
      links([
        ['Révoquer mon certificat', provider.revocationUrl],
        ['Commander un nouveau certificat', provider.reorderUrl],
      ]),
      paragraph('Si ces essais ne viennent pas de vous, appelez-nous sans attendre. Ne donnez jamais votre code PIN ni vos réponses, pas même à nous.'),
    ]);
  }
  return mail('dossierLocked', subject, context, `Your token ${serial} cannot be unblocked`, [
    paragraph(`Hello ${subject.holder},`),
    paragraph(
      why === 'justNow'
        ? 'Three wrong sets of answers were given for this token. Unblocking it is now closed for good.'
        : 'We were asked for an unblock link for this token. We cannot send one: unblocking was closed for good after three wrong sets of answers.',
    ),
    factsOf(subject, language),
    paragraph('What you can do: revoke the certificate of this token, then order another one.'),
    links([
      ['Revoke my certificate', provider.revocationUrl],
      ['Order a new certificate', provider.reorderUrl],
    ]),
    paragraph('If these tries were not yours, call us now. Never give your PIN or your answers to anyone, not even to us.'),
  ]);
}

/** Proof of a confirmed unblock. @param proof.receipt compact JWS, attached. */
export function receiptMail(
  subject: MailSubject,
  context: MailContext,
  proof: { readonly at: number; readonly triesLeft: number; readonly receipt: string; readonly receiptId: string },
): MailMessage {
  const { language } = context;
  const serial = formatSerial(subject.serial);
  const when = tellTime(proof.at, context);
  const attachment = { filename: `clavis-${subject.serial}.jws`, contentType: 'application/jose', content: proof.receipt };
  if (language === 'fr') {
    return mail('receipt', subject, context, `Votre support ${serial} est débloqué`, [
      paragraph(`Bonjour ${subject.holder},`),
      paragraph(`Le code PIN de votre support a été changé et son compteur d’essais remis à ${proof.triesLeft}, le ${when}.`),
      facts([...factRows(subject, language), ['Reçu', proof.receiptId]]),
      paragraph('Le reçu signé est joint à ce message\u202F: gardez-le, il prouve l’opération.'),
      paragraph('Ce n’était pas vous\u202F? Révoquez le certificat sans attendre.'),
      links([['Révoquer mon certificat', context.provider.revocationUrl]]),
    ], attachment);
  }
  return mail('receipt', subject, context, `Your token ${serial} is unblocked`, [
    paragraph(`Hello ${subject.holder},`),
    paragraph(`The PIN of your token was changed and its tries are back to ${proof.triesLeft}, on ${when}.`),
    facts([...factRows(subject, language), ['Receipt', proof.receiptId]]),
    paragraph('The signed receipt is attached: keep it, it proves what was done.'),
    paragraph('This was not you? Revoke the certificate now.'),
    links([['Revoke my certificate', context.provider.revocationUrl]]),
  ], attachment);
}

/** The card refused our response: the PIN is still blocked and a person must look. */
export function responseRefusedMail(subject: MailSubject, context: MailContext): MailMessage {
  const { language } = context;
  const serial = formatSerial(subject.serial);
  if (language === 'fr') {
    return mail('responseRefused', subject, context, `Votre support ${serial} n’a pas pu être débloqué`, [
      paragraph(`Bonjour ${subject.holder},`),
      paragraph('Vos réponses étaient justes, mais le support a refusé l’opération. Son code PIN reste bloqué\u202F; rien d’autre n’a changé.'),
      factsOf(subject, language),
      paragraph('Ne recommencez pas\u202F: contactez-nous, nous regarderons avec vous.'),
    ]);
  }
  return mail('responseRefused', subject, context, `Your token ${serial} could not be unblocked`, [
    paragraph(`Hello ${subject.holder},`),
    paragraph('Your answers were right, but the token refused the operation. Its PIN is still blocked; nothing else changed.'),
    factsOf(subject, language),
    paragraph('Do not try again: contact us and we will look at it with you.'),
  ]);
}

function mail(
  kind: MailMessage['kind'],
  subject: MailSubject,
  context: MailContext,
  title: string,
  blocks: readonly MailBlock[],
  attachment: MailMessage['attachment'] = null,
): MailMessage {
  return mailTo(kind, { name: subject.holder, address: subject.email }, context, title, blocks, attachment);
}

function factRows(subject: MailSubject, language: Language): ReadonlyArray<readonly [string, string]> {
  const words = language === 'fr' ? (['Support', 'Produit', 'Entité'] as const) : (['Token', 'Product', 'Entity'] as const);
  return [
    [words[0], formatSerial(subject.serial)],
    [words[1], subject.product],
    [words[2], subject.entity],
  ];
}

const factsOf = (subject: MailSubject, language: Language): MailBlock => facts(factRows(subject, language));
