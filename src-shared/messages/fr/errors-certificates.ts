import type { ErrorWords } from '../words-of.ts';

/** Certificates: asked for, fetched, renewed, revoked. */
export const certificateErrors = {
  csrInvalid: {
    title: 'La demande de certificat n’est pas recevable',
    cause: 'La clé ou la signature de la demande technique (PKCS#10) ne remplit pas les exigences de l’autorité.',
    fix: 'Faites produire une nouvelle demande, avec une clé RSA de 2048 à 4096 bits ou une clé P-256 ou P-384.',
  },
  authorityExpired: {
    title: 'L’autorité ne peut plus émettre ce certificat',
    cause: 'Son propre certificat prend fin trop tôt pour en couvrir la durée.',
    fix: 'Contactez votre bureau : l’autorité doit d’abord renouveler son certificat.',
  },
  authorityNotMade: {
    title: 'L’autorité n’émet pas encore de certificats',
    cause: 'Ses clés et ses certificats n’ont pas encore été créés. Rien n’a été enregistré.',
    fix: 'Contactez votre bureau, ou réessayez plus tard.',
  },
  downloadAtAppointment: {
    title: 'Ce certificat se remet en rendez-vous',
    cause: 'Il est placé sur un support cryptographique, devant un opérateur accrédité. Seuls les certificats logiciels se téléchargent.',
    fix: 'Prenez rendez-vous avec votre bureau.',
  },
  downloadsSpent: {
    title: 'Ce certificat ne peut plus être téléchargé',
    cause: 'Il l’a été autant de fois que permis : l’autorité a effacé sa clé. Le certificat lui-même reste valable.',
    fix: 'Utilisez le fichier déjà téléchargé. S’il est perdu, révoquez le certificat et commandez-en un autre.',
  },
  certificateRevoked: {
    title: 'Ce certificat est révoqué',
    cause: 'La révocation est définitive : rien ne peut plus être fait avec ce certificat.',
    fix: 'Passez une nouvelle commande si vous en avez besoin.',
  },
  certificateExpired: {
    title: 'Ce certificat a expiré',
    cause: 'Sa durée de validité est passée.',
    fix: 'Passez une nouvelle commande si vous en avez besoin.',
  },
  renewalRefused: {
    title: 'Ce certificat ne peut pas être renouvelé à l’identique',
    cause: 'Le renouvellement exige des données strictement identiques et un support encore qualifié.',
    fix: 'Passez une nouvelle commande, ou demandez conseil à votre bureau.',
  },
  revocationRefused: {
    title: 'La révocation n’a pas été faite',
    cause: 'Le numéro du certificat et le code de révocation ne vont pas ensemble. Rien n’a été changé.',
    fix: 'Vérifiez le code remis avec votre certificat, ou appelez l’assistance.',
  },
  confirmationMismatch: {
    title: 'La confirmation ne correspond pas',
    cause: 'Le texte saisi n’est pas celui qui était demandé. Rien n’a été changé.',
    fix: 'Recopiez exactement le texte affiché.',
  },
} satisfies Record<string, ErrorWords>;
