import type { RevocationReason } from '../../ca/revocation-reason.ts';
import type { MailMessage } from '../mail-message.ts';
import { facts, links, mailTo, paragraph, tellTime, type MailContext } from '../mail-parts.ts';

/** Whom a mail is for, and which certificate it tells of. */
export interface CertificateSubject {
  readonly to: MailMessage['to'];
  /** 32 hex digits. */
  readonly serial: string;
  readonly holder: string;
  readonly organization: string | null;
  readonly notAfter: number;
  /** Its key is in no token. */
  readonly software: boolean;
}

const REASONS: Readonly<Record<RevocationReason, { readonly fr: string; readonly en: string }>> = {
  unspecified: { fr: 'non précisé', en: 'not specified' },
  keyCompromise: { fr: 'support perdu ou volé, ou clé compromise', en: 'token lost or stolen, or key compromised' },
  affiliationChanged: { fr: 'départ de l’entité ou changement de données', en: 'left the organisation, or data changed' },
  superseded: { fr: 'remplacé par un autre certificat', en: 'replaced by another certificate' },
  cessationOfOperation: { fr: 'plus utilisé', en: 'no longer used' },
  privilegeWithdrawn: { fr: 'retiré par l’autorité', en: 'withdrawn by the authority' },
};

/** A certificate was issued. It holds no code and no password: those are in the account. */
export function certificateIssuedMail(subject: CertificateSubject, context: MailContext): MailMessage {
  if (context.language === 'fr') {
    return mailTo('certificateIssued', subject.to, context, 'Votre certificat est émis', [
      paragraph(`Bonjour ${subject.to.name},`),
      paragraph('Un certificat vient d’être émis\u202F:'),
      factsOf(subject, context),
      ...(subject.software ? [paragraph('Téléchargez-le depuis votre compte. Son mot de passe y est affiché une seule fois, au moment du téléchargement.')] : []),
      paragraph('Notez son code de révocation, affiché dans votre compte\u202F: il permet de révoquer ce certificat même sans vous connecter.'),
      paragraph('Vous n’attendiez pas ce certificat\u202F? Appelez-nous sans attendre.'),
    ]);
  }
  return mailTo('certificateIssued', subject.to, context, 'Your certificate has been issued', [
    paragraph(`Hello ${subject.to.name},`),
    paragraph('A certificate has just been issued:'),
    factsOf(subject, context),
    ...(subject.software ? [paragraph('Download it from your account. Its password is shown there once only, when you download it.')] : []),
    paragraph('Write down its revocation code, shown in your account: it revokes this certificate even without signing in.'),
    paragraph('You did not expect this certificate? Call us now.'),
  ]);
}

/** Somebody has downloaded a software certificate with its key. */
export function certificateDownloadedMail(subject: CertificateSubject, context: MailContext): MailMessage {
  if (context.language === 'fr') {
    return mailTo('certificateDownloaded', subject.to, context, 'Votre certificat a été téléchargé', [
      paragraph(`Bonjour ${subject.to.name},`),
      paragraph('Ce certificat et sa clé viennent d’être téléchargés depuis votre compte\u202F:'),
      factsOf(subject, context),
      paragraph('Ce n’était pas vous\u202F? Révoquez le certificat sans attendre.'),
      links([['Révoquer mon certificat', context.provider.revocationUrl]]),
    ]);
  }
  return mailTo('certificateDownloaded', subject.to, context, 'Your certificate was downloaded', [
    paragraph(`Hello ${subject.to.name},`),
    paragraph('This certificate and its key have just been downloaded from your account:'),
    factsOf(subject, context),
    paragraph('This was not you? Revoke the certificate now.'),
    links([['Revoke my certificate', context.provider.revocationUrl]]),
  ]);
}

/** Proof of a revocation. @param proof.receipt compact JWS, attached. */
export function certificateRevokedMail(subject: CertificateSubject, context: MailContext, proof: { readonly at: number; readonly reason: RevocationReason; readonly receipt: string }): MailMessage {
  const attachment = { filename: `clavis-${subject.serial}.jws`, contentType: 'application/jose', content: proof.receipt };
  const when = tellTime(proof.at, context);
  if (context.language === 'fr') {
    return mailTo('certificateRevoked', subject.to, context, 'Votre certificat est révoqué', [
      paragraph(`Bonjour ${subject.to.name},`),
      paragraph(`Ce certificat est révoqué depuis le ${when}. La révocation est définitive.`),
      factsOf(subject, context, ['Motif', REASONS[proof.reason].fr]),
      paragraph('La preuve signée est jointe à ce message\u202F: gardez-la.'),
      paragraph('Si vous en avez encore besoin, commandez un nouveau certificat.'),
      links([['Commander un nouveau certificat', context.provider.reorderUrl]]),
    ], attachment);
  }
  return mailTo('certificateRevoked', subject.to, context, 'Your certificate is revoked', [
    paragraph(`Hello ${subject.to.name},`),
    paragraph(`This certificate has been revoked since ${when}. Revocation is final.`),
    factsOf(subject, context, ['Reason', REASONS[proof.reason].en]),
    paragraph('The signed proof is attached: keep it.'),
    paragraph('If you still need a certificate, order a new one.'),
    links([['Order a new certificate', context.provider.reorderUrl]]),
  ], attachment);
}

function factsOf({ serial, holder, organization, notAfter }: CertificateSubject, context: MailContext, ...more: ReadonlyArray<readonly [string, string]>): MailMessage['blocks'][number] {
  const [holderWord, entity, number, end] = context.language === 'fr' ? (['Titulaire', 'Entité', 'Numéro de série', 'Fin de validité'] as const) : (['Holder', 'Organisation', 'Serial number', 'Valid until'] as const);
  return facts([
    [holderWord, holder],
    ...(organization === null ? [] : ([[entity, organization]] as const)),
    [number, serial.replaceAll(/.{4}(?=.)/gu, '$& ')],
    [end, tellTime(notAfter, context)],
    ...more,
  ]);
}
